//! Checks of views that need all tools of a server, at compile time.

use super::items::first;
use crate::server::{ToolEntry, ToolMeta};
use crate::table::{
    AppMeta, ConstStr, Location, Name, SEED, ToolVisibility, hash, is_same_view, nearest, same,
};

/// A tool, as the checks of views see it.
#[derive(Clone, Copy, Debug)]
pub struct AppUse {
    tool: &'static ToolMeta,
    /// Of its name with its prefix: names of many tools are compared by it, as evaluation is
    /// limited.
    pub(super) hash: u64,
    /// Whether a view calls it, or may.
    is_called: bool,
    /// The view that it is the first to have.
    view: Option<&'static AppMeta>,
    /// A view before it that has the same name in the same package, and is another one.
    clash: Option<&'static AppMeta>,
}

/// The uses of views in a list of tools. `N` is the tools' number.
pub const fn app_uses<S, const N: usize>(tools: &[(usize, ToolEntry<S>)]) -> [AppUse; N] {
    let nothing = AppUse {
        tool: ToolMeta::NOTHING,
        hash: 0,
        is_called: false,
        view: None,
        clash: None,
    };
    let (mut uses, mut i) = ([nothing; N], 0);
    // Views are few, so each tool is compared with the views before it and not with the tools.
    let (mut views, mut count): ([Option<(u64, &'static AppMeta)>; N], usize) = ([None; N], 0);
    while i < N {
        let entry = &tools[i].1;
        let name = hash(
            hash(SEED, entry.prefix.as_bytes()),
            entry.meta.name.as_bytes(),
        );
        uses[i] = AppUse {
            tool: entry.meta,
            hash: name,
            ..nothing
        };
        if let Some(view) = entry.app {
            let (hash, mut seen, mut j) = (hash(SEED, view.start().as_bytes()), false, 0);
            while j < count {
                if let Some((other_hash, other)) = views[j]
                    && other_hash == hash
                    && same(other.start(), view.start())
                {
                    seen = true;
                    if !is_same_view(other, view) {
                        uses[i].clash = Some(other);
                        uses[i].view = Some(view);
                    }
                }
                j += 1;
            }
            if !seen {
                views[count] = Some((hash, view));
                count += 1;
                uses[i].view = Some(view);
            }
        }
        i += 1;
    }
    let mut v = 0;
    while v < count {
        if let Some((_, view)) = views[v] {
            mark_called(&mut uses, view);
        }
        v += 1;
    }
    uses
}

const fn mark_called(uses: &mut [AppUse], view: &AppMeta) {
    let mut i = 0;
    while i < uses.len() {
        uses[i].is_called |= view.calls_more;
        i += 1;
    }
    let mut c = 0;
    while c < view.calls.len() {
        let (called, mut i) = (hash(SEED, view.calls[c].tool.as_bytes()), 0);
        while i < uses.len() {
            uses[i].is_called |= uses[i].hash == called;
            i += 1;
        }
        c += 1;
    }
}

/// Fails to compile when a view that came by the list item `ordinal` has the name of another one,
/// or calls what it can't; or when a tool that came by it is for views alone, and none calls it.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_apps(uses: &[AppUse], names: &[Name], ordinal: usize) {
    let mut i = first(names, ordinal);
    while i < names.len() && names[i].ordinal == ordinal {
        if let (Some(view), Some(other)) = (uses[i].view, uses[i].clash) {
            clash(other, view);
        }
        if let Some(view) = uses[i].view {
            check_calls(view, uses, names);
        }
        if matches!(uses[i].tool.visibility, ToolVisibility::App) && !uses[i].is_called {
            never_called(&names[i]);
        }
        i += 1;
    }
}

#[track_caller]
const fn check_calls(view: &AppMeta, uses: &[AppUse], names: &[Name]) {
    let mut c = 0;
    while c < view.calls.len() {
        let tool = view.calls[c].tool;
        let (hash, mut found, mut i) = (hash(SEED, tool.as_bytes()), None, 0);
        while i < names.len() && found.is_none() {
            if uses[i].hash == hash && names[i].is(tool) {
                found = Some(uses[i].tool.visibility);
            }
            i += 1;
        }
        match found {
            None => unknown(view, c, names),
            Some(ToolVisibility::Model) => hidden(view, c),
            Some(ToolVisibility::All | ToolVisibility::App) => {}
        }
        c += 1;
    }
}

#[track_caller]
const fn clash(first: &AppMeta, second: &AppMeta) -> ! {
    let text = ConstStr::new()
        .push("two views are called `")
        .push(second.name)
        .push("`: one at ")
        .at(first.location)
        .push(", one at ");
    let text = text
        .at(second.location)
        .push("; give one another name with `#[mcp_app(name = \"…\")]`");
    panic!("{}", text.as_str())
}

/// "the view ui/form.html:12 calls `refresh`, which "
const fn calls(view: &AppMeta, call: usize) -> ConstStr {
    let called = &view.calls[call];
    let text = ConstStr::new().push("the view ").at(Location {
        file: view.file,
        line: called.line,
    });
    text.push(" calls `").push(called.tool).push("`, which ")
}

#[track_caller]
const fn unknown(view: &AppMeta, call: usize, names: &[Name]) -> ! {
    let text = calls(view, call).push("is no tool of this server");
    let text = match nearest(names, view.calls[call].tool) {
        Some(meant) => text
            .push("; did you mean `")
            .name(meant)
            .push("`? write that, or list the tool"),
        None => text.push("; list the tool, or write the name of one (with its group's prefix)"),
    };
    panic!("{}", text.as_str())
}

#[track_caller]
const fn hidden(view: &AppMeta, call: usize) -> ! {
    let text = calls(view, call).push(
        "is for the model alone; write `visibility(model, app)` on \
         that tool, or nothing, which is the same",
    );
    panic!("{}", text.as_str())
}

#[track_caller]
const fn never_called(tool: &Name) -> ! {
    let text = ConstStr::new().push("`").name(tool).push(
        "` is for views alone, and no view of this server calls it; list a tool whose view does: ",
    );
    let text = text
        .push("`mcp.callTool(\"")
        .name(tool)
        .push("\")` in its document; or remove `visibility(app)`");
    panic!("{}", text.as_str())
}
