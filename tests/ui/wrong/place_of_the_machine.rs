compile_error!(concat!("write another, in ", env!("CARGO_MANIFEST_DIR"))); //~ compile_error

fn main() {}
