compile_error!("write another");
fn main() {} //~ fn
