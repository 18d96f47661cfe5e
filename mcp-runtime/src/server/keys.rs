//! The keys of attributes, in the declarations that expansions write: each key that was written is
//! one call.

/// The setters of a declaration, which expansions call.
macro_rules! setters {
    ($meta:ident { $($with:ident($field:ident: $ty:ty)),* $(,)? }) => {
        #[doc(hidden)]
        #[allow(missing_docs)]
        impl $meta {
            $(
                #[must_use]
                pub const fn $with(mut self, $field: $ty) -> Self {
                    self.$field = Some($field);
                    self
                }
            )*
        }
    };
}

/// The getters and the setters of the keys that tools, prompts and resources share.
macro_rules! shared_keys {
    ($meta:ident) => {
        impl $meta {
            /// A name for people.
            pub const fn title(&self) -> Option<&'static str> {
                self.title
            }

            /// The `icons` array, as JSON text.
            pub const fn icons(&self) -> Option<&'static str> {
                self.icons
            }

            /// The `_meta` object.
            pub fn meta(&self) -> Option<Value> {
                self.meta.map(|meta| meta())
            }

            /// Its own limit on a call's time.
            pub const fn timeout(&self) -> Option<Duration> {
                self.timeout
            }

            /// Where it is declared.
            pub const fn location(&self) -> Location {
                self.location
            }

            #[doc(hidden)]
            #[must_use]
            pub const fn with_access(mut self, access: AccessMeta) -> Self {
                self.access = access;
                self
            }
        }

        setters! { $meta {
            with_title(title: &'static str),
            with_icons(icons: &'static str),
            with_meta(meta: fn() -> Value),
            with_timeout(timeout: Duration),
        } }
    };
}

pub(super) use {setters, shared_keys};
