//! Is there so that there are dependencies of a build.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
