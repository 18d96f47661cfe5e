use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    Red,
    Blue,
}

fn ask<F: Form>() {}

fn question() {
    ask::<Color>(); //~ Color
}

fn main() {}
