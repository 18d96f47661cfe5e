//! The handles of a server, as the compiler knows them: which function takes and mints which kind.

use std::marker::PhantomData;

use super::{Handle, HandleState, Handles, Minted};
use crate::table::HandleUse;

/// A type that involves handles.
pub trait Mentions {
    /// How the type uses them.
    const USE: HandleUse;
}

impl<T: HandleState> Mentions for Handle<T> {
    const USE: HandleUse = HandleUse {
        takes: Some(T::META),
        ..HandleUse::NONE
    };
}

impl<T: HandleState> Mentions for Minted<T> {
    const USE: HandleUse = HandleUse {
        mints: Some(T::META),
        ..HandleUse::NONE
    };
}

impl<T: HandleState> Mentions for Handles<T> {
    const USE: HandleUse = HandleUse {
        may_mint: Some(T::META),
        ..HandleUse::NONE
    };
}

impl<T: Mentions> Mentions for Option<T> {
    const USE: HandleUse = T::USE;
}

impl<T: Mentions> Mentions for Vec<T> {
    const USE: HandleUse = T::USE;
}

impl<T: Mentions, E> Mentions for Result<T, E> {
    const USE: HandleUse = T::USE;
}

/// Tells for any type how it uses handles. Its inherent constant exists only for a type that
/// `Mentions` some, and hides the constant of [`NoMention`], which exists for all types.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: Mentions + ?Sized> Probe<T> {
    /// The use that the type declares.
    pub const USE: HandleUse = T::USE;
}

/// The use of handles by a type that mentions none.
pub trait NoMention {
    /// Nothing.
    const USE: HandleUse = HandleUse::NONE;
}

impl<T: ?Sized> NoMention for Probe<T> {}

/// Asks whether the state in a type is that of a handle. Its inherent functions exist for the
/// types of handles alone, and hide the function of [`NoHandle`], which exists for all types.
#[derive(Debug)]
pub struct HandleProbe<T: ?Sized>(PhantomData<T>);

impl<T> HandleProbe<Handle<T>> {
    /// The compiler reports a state that is none.
    pub fn check()
    where
        T: HandleState,
    {
    }
}

impl<T> HandleProbe<Handles<T>> {
    /// The compiler reports a state that is none.
    pub fn check()
    where
        T: HandleState,
    {
    }
}

/// A type that only has the name of a handle.
pub trait NoHandle {
    /// Asks nothing.
    fn check() {}
}

impl<T: ?Sized> NoHandle for HandleProbe<T> {}
