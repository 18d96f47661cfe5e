compile_error!("write another"); //~ compile_error

const TEXT: &str = 1;

fn main() {}
