compile_error!("write another"); //~ compile_error

fn main() {} //~ main
