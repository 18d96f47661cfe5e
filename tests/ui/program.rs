//! Programs as modules of a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Declares each program as a module, with a test that runs it.
macro_rules! programs {
    ($($path:literal $folder:ident: $($program:ident)*;)*) => {
        $(
            // Public, so that the lints on public items see programs under strict lints.
            #[path = $path]
            pub mod $folder {
                $(
                    pub mod $program;

                    #[test]
                    fn $program() {
                        $program::main();
                    }
                )*
            }
        )*

        /// As `folder::program`.
        const PROGRAMS: &[&str] = &[$($(concat!(stringify!($folder), "::", stringify!($program))),*),*];
    };
}

/// The programs that are there, as `folder::program`, in the folders that are asked for.
pub(crate) fn in_folders(is_asked_for: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let names = |path: &Path| -> Vec<String> {
        fs::read_dir(path)
            .expect("a directory of programs")
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.into_string().expect("a name in UTF-8"))
            .collect()
    };
    let pass = Path::new(env!("CARGO_MANIFEST_DIR")).join("pass");
    names(&pass)
        .into_iter()
        .filter(|folder| is_asked_for(folder))
        .flat_map(|folder| {
            let programs = names(&pass.join(&folder)).into_iter();
            programs
                .filter_map(move |file| Some(format!("{folder}::{}", file.strip_suffix(".rs")?)))
        })
        .collect()
}

pub(crate) fn listed(programs: &[&str]) -> BTreeSet<String> {
    programs.iter().map(|&name| name.to_owned()).collect()
}
