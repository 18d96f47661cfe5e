compile_error!("write another"); //~ ("write
fn main() {}
