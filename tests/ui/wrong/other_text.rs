compile_error!("write one"); //~ compile_error

fn main() {}
