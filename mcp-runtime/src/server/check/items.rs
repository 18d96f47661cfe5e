//! Checks of a server's items that no macro can make for one item alone, at compile time.

use crate::params::HeaderParam;
use crate::table::{ConstStr, Kind, Name, Number, POSITION, ParamRole, Range, SEED, hash};

/// The longest name of a tool or prompt that the specification recommends (*Tool Names*).
const LONGEST_NAME: usize = 64;

/// The position of the first item that came by the list item `ordinal`. Those that came by it stand
/// together, in the order of the list, and a check looks at them alone: the compiler's work grows
/// with a server, and not with its square.
pub(super) const fn first(names: &[Name], ordinal: usize) -> usize {
    partition_point!(names.len(), |place| names[place].ordinal < ordinal)
}

/// Fails to compile when something that came by the list item `ordinal` has the name of something
/// that stands before it, or a name that its group's prefix makes too long.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_part(names: &[Name], index: &[u64], ordinal: usize, kind: Kind) {
    let mut i = first(names, ordinal);
    while i < names.len() && names[i].ordinal == ordinal {
        // A URI has no prefix, and may be longer.
        if !matches!(kind, Kind::Resource) && names[i].length() > LONGEST_NAME {
            too_long(&names[i], kind);
        }
        // Equal names have equal hashes, so they are neighbours in the sorted index; the one listed
        // first comes first.
        let place = place(index, &names[i], i);
        if place > 0 && index[place - 1] & !POSITION == index[place] & !POSITION {
            let before = &names[(index[place - 1] & POSITION) as usize];
            if same(before, &names[i]) {
                duplicate(before, &names[i], kind);
            }
        }
        i += 1;
    }
}

/// Where the index has the item at `position`.
const fn place(index: &[u64], name: &Name, position: usize) -> usize {
    let hash = hash(hash(SEED, name.prefix.as_bytes()), name.name.as_bytes());
    let key = (hash & !POSITION) | position as u64;
    partition_point!(index.len(), |place| index[place] < key)
}

const fn same(a: &Name, b: &Name) -> bool {
    let (a0, a1) = (a.prefix.as_bytes(), a.name.as_bytes());
    let (b0, b1) = (b.prefix.as_bytes(), b.name.as_bytes());
    // An item without a name has mistakes that were already reported.
    if a0.len() + a1.len() != b0.len() + b1.len() || a1.is_empty() {
        return false;
    }
    let mut i = 0;
    while i < a0.len() + a1.len() {
        let left = if i < a0.len() {
            a0[i]
        } else {
            a1[i - a0.len()]
        };
        let right = if i < b0.len() {
            b0[i]
        } else {
            b1[i - b0.len()]
        };
        if left != right {
            return false;
        }
        i += 1;
    }
    true
}

#[track_caller]
const fn too_long(item: &Name, kind: Kind) -> ! {
    let (what, attribute) = match kind {
        Kind::Prompt => ("prompt", "mcp_prompt"),
        _ => ("tool", "mcp_tool"),
    };
    let text = ConstStr::new()
        .push("with its prefix, the ")
        .push(what)
        .push(" `")
        .push(item.prefix)
        .push(item.name)
        .push("` (at ")
        .at(item.location)
        .push(
            ") has a name of more than 64 characters; write a shorter prefix, or a shorter name \
             with `#[",
        )
        .push(attribute)
        .push("(name = \"…\")]`");
    panic!("{}", text.as_str())
}

#[track_caller]
const fn duplicate(first: &Name, second: &Name, kind: Kind) -> ! {
    let (what, instead) = match kind {
        Kind::Tool => (
            "two tools are called `",
            "; give one another name with `#[mcp_tool(name = \"…\")]`, or its group a prefix with \
             `..Group as \"prefix\"`",
        ),
        Kind::Prompt => (
            "two prompts are called `",
            "; give one another name with `#[mcp_prompt(name = \"…\")]`, or its group a prefix \
             with `..Group as \"prefix\"`",
        ),
        Kind::Resource => (
            "two resources have the URI `",
            "; give one another URI: `#[mcp_resource(\"…\")]`",
        ),
    };
    let text = ConstStr::new()
        .push(what)
        .push(second.prefix)
        .push(second.name)
        .push("`: one at ")
        .at(first.location)
        .push(", one at ")
        .at(second.location)
        .push(instead);
    panic!("{}", text.as_str())
}

/// Fails to compile when an argument of a resource is no variable of its URI, or a variable no
/// argument.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_variable(role: ParamRole, is_variable: bool) {
    match role {
        ParamRole::Argument => assert!(
            is_variable,
            "this argument is no variable of the URI, so nothing gives it a value; write it there, \
             as in `\"file:///{{path}}\"`, or remove it"
        ),
        ParamRole::Arguments | ParamRole::Injected => {
            assert!(
                !is_variable,
                "this is a variable of the URI, but its type is one that the server gives; take a \
                 text, a number or a choice"
            );
        }
    }
}

/// Fails to compile when the parameter at `position` takes all arguments, and another one takes
/// arguments, too.
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
        "`Args<T>` takes all arguments of a tool, so it must be the only one; move the others into \
         the struct"
    );
}

/// Fails to compile when an integer parameter with a header can hold what a JavaScript number
/// can't.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_header_integer<P: HeaderParam>(range: Option<Range>) {
    const SAFE: i128 = (1 << 53) - 1;
    let Some((least, greatest)) = P::INTEGERS else {
        return;
    };
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
        "an integer in a header must stay within ±(2^53-1), which is what every client can hold; \
         take a smaller type such as `u32`, or add `range = …`"
    );
}
