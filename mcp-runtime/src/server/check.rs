//! What one item can't see of itself: checks over all items of a server, at compile time.

use super::table::{POSITION, ToolEntry};
use crate::params::rules::{Number, Range};
use crate::params::{HeaderParam, ParamRole};

/// What the specification recommends for tools (*Tool Names*).
const LONGEST_NAME: usize = 64;

/// Fails to compile when a tool of the list item `ordinal` has the name of a tool that stands before it, or a name that
/// its group's prefix makes too long.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_part<S>(table: &[(usize, ToolEntry<S>)], index: &[u64], ordinal: usize) {
    let mut i = 0;
    while i < table.len() {
        if table[i].0 == ordinal && table[i].1.prefix.len() + table[i].1.meta.name.len() > LONGEST_NAME {
            too_long(&table[i].1);
        }
        i += 1;
    }
    i = 1;
    while i < index.len() {
        // Equal names have equal hashes, so they are neighbours in the sorted index; the one listed first comes first.
        if index[i - 1] & !POSITION == index[i] & !POSITION {
            let (first, second) = ((index[i - 1] & POSITION) as usize, (index[i] & POSITION) as usize);
            if table[second].0 == ordinal && same(&table[first].1, &table[second].1) {
                duplicate(&table[first].1, &table[second].1);
            }
        }
        i += 1;
    }
}

const fn same<S>(a: &ToolEntry<S>, b: &ToolEntry<S>) -> bool {
    let (a0, a1) = (a.prefix.as_bytes(), a.meta.name.as_bytes());
    let (b0, b1) = (b.prefix.as_bytes(), b.meta.name.as_bytes());
    // A tool without a name is one with mistakes, which have been reported.
    if a0.len() + a1.len() != b0.len() + b1.len() || a1.is_empty() {
        return false;
    }
    let mut i = 0;
    while i < a0.len() + a1.len() {
        let left = if i < a0.len() { a0[i] } else { a1[i - a0.len()] };
        let right = if i < b0.len() { b0[i] } else { b1[i - b0.len()] };
        if left != right {
            return false;
        }
        i += 1;
    }
    true
}

#[track_caller]
const fn too_long<S>(tool: &ToolEntry<S>) -> ! {
    let text = Text::new()
        .push("with its prefix, the tool `")
        .push(tool.prefix)
        .push(tool.meta.name)
        .push("` (at ")
        .push(tool.meta.location.file)
        .push(":")
        .number(tool.meta.location.line)
        .push(") has a name of more than 64 characters; write a shorter prefix, or a shorter name with `#[mcp_tool(name = \"…\")]`");
    panic!("{}", text.as_str())
}

#[track_caller]
const fn duplicate<S>(first: &ToolEntry<S>, second: &ToolEntry<S>) -> ! {
    let text = Text::new()
        .push("two tools are called `")
        .push(second.prefix)
        .push(second.meta.name)
        .push("`: one at ")
        .push(first.meta.location.file)
        .push(":")
        .number(first.meta.location.line)
        .push(", one at ")
        .push(second.meta.location.file)
        .push(":")
        .number(second.meta.location.line)
        .push("; give one another name with `#[mcp_tool(name = \"…\")]`, or its group a prefix with `..Group as \"prefix\"`");
    panic!("{}", text.as_str())
}

/// Fails to compile when the parameter at `position` takes all arguments, and another one takes arguments, too.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_whole(roles: &[ParamRole], position: usize) {
    let (mut takers, mut last, mut i) = (0, None, 0);
    while i < roles.len() {
        if !matches!(roles[i], ParamRole::Injected) {
            takers += 1;
        }
        if matches!(roles[i], ParamRole::Arguments) {
            last = Some(i);
        }
        i += 1;
    }
    let is_last = matches!(last, Some(last) if last == position);
    assert!(
        !is_last || takers == 1,
        "`Args<T>` takes all arguments of a tool, so it must be the only one; move the others into the struct"
    );
}

/// Fails to compile when an integer parameter with a header can hold what a JavaScript number can't.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_header_integer<P: HeaderParam>(range: Option<Range>) {
    const SAFE: i128 = (1 << 53) - 1;
    let Some((least, greatest)) = P::INTEGERS else { return };
    let (mut least, mut greatest) = (least, greatest);
    if let Some(range) = range {
        if let Some(Number::Int(min)) = range.min {
            least = if min > least { min } else { least };
        }
        if let Some(Number::Int(max)) = range.max {
            let max = if range.exclusive { max - 1 } else { max };
            greatest = if max < greatest { max } else { greatest };
        }
    }
    assert!(
        least >= -SAFE && greatest <= SAFE,
        "an integer in a header must stay within ±(2^53-1), which is what every client can hold; take a smaller type such as `u32`, or add `range = …`"
    );
}

/// A text that is put together at compile time.
struct Text {
    bytes: [u8; 1024],
    length: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 1024], length: 0 }
    }

    const fn push(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut i = 0;
        // A path that long is cut.
        while i < bytes.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = bytes[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    const fn number(self, n: u32) -> Self {
        let rest = if n >= 10 { self.number(n / 10) } else { self };
        let digit = [b'0' + (n % 10) as u8];
        match std::str::from_utf8(&digit) {
            Ok(digit) => rest.push(digit),
            Err(_) => rest,
        }
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "this tool's name can't stand beside the others",
        }
    }
}
