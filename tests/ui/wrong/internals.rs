compile_error!("ToolCall<__M>: write another"); //~ compile_error

fn main() {}
