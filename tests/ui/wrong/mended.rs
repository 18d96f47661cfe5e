fn main() {} //~ main
