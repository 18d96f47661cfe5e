#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    #[automatically_derived]
    impl ::mcp_runtime::__private::FormChoice for Color {
        const CHOICES: &'static [(&'static str, ::core::option::Option<&'static str>)] = &[
            ("Red", ::core::option::Option::Some("Red as a rose")),
            ("dark-blue", ::core::option::Option::None),
        ];
        fn nth(index: usize) -> ::core::option::Option<Self> {
            match index {
                0usize => ::core::option::Option::Some(Self::Red),
                1usize => ::core::option::Option::Some(Self::Blue),
                _ => ::core::option::Option::None,
            }
        }
        fn index(&self) -> usize {
            match self {
                Self::Red => 0usize,
                Self::Blue => 1usize,
            }
        }
    }
};
