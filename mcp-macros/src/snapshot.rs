//! Expansions, kept as formatted files: a change to one shows in review as what it is.

use proc_macro2::TokenStream;

/// Compares an expansion with the file of this name under `src`, or writes it, with
/// `UPDATE_SNAPSHOTS` set.
pub(crate) fn check(name: &str, expansion: TokenStream) {
    let path = format!("{}/src/{name}.rs", env!("CARGO_MANIFEST_DIR"));
    let file = syn::parse2(expansion).expect("an expansion is a list of items");
    let formatted = prettyplease::unparse(&file);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, formatted).expect("the snapshot can be written");
    } else {
        let reviewed = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            formatted, reviewed,
            "`{name}` has changed: review it, and run with UPDATE_SNAPSHOTS=1"
        );
    }
}
