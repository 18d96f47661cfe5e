compile_error!("write another"); //~ compile_error

compile_error!("write another");

fn main() {}
