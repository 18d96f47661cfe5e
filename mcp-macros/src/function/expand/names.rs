//! The names of generated items, by which the parts of an expansion refer to each other.

use proc_macro2::Ident;
use quote::format_ident;
use syn::Index;

/// The constant that holds what a parameter is, by its index.
pub(crate) fn role(index: usize) -> Ident {
    format_ident!("__PARAMETER_{index}")
}

/// The alias of a parameter's type, by its index.
pub(super) fn parameter_type(index: usize) -> Ident {
    format_ident!("__P{index}")
}

/// The alias of a question's type, by its position.
pub(super) fn question_type(position: usize) -> Ident {
    format_ident!("__Q{position}")
}

/// The alias of the completion that a parameter names, by its index.
pub(super) fn completion_type(index: usize) -> Ident {
    format_ident!("__Completion{index}")
}

/// The alias of the result's type, where it has a name.
pub(crate) fn output_type() -> Ident {
    format_ident!("__Output")
}

/// The variable that holds a parameter, by its position.
pub(super) fn parameter(position: usize) -> Ident {
    format_ident!("__p{position}")
}

/// A tuple's field.
pub(super) fn field(index: usize) -> Index {
    Index::from(index)
}
