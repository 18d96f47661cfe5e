const TEXT: &str = 1; //~ 1

fn main() {}
