//! The table that requests are dispatched by, as a gateway sees it.

use crate::protocol::UriPiece;
use crate::server::{DeclaredLimits, ServerDefinition};
use crate::table::{AccessRule, AppMeta, Location};
use crate::task::TASK_ID;

/// A way that requests take: by the method and the name that stand in their headers.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// As in `Mcp-Method`.
    pub(crate) method: &'static str,
    /// As in `Mcp-Name`, or the template of what stands there.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Arguments, and what follows `Mcp-Param-` in the headers that mirror them.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) limits: DeclaredLimits,
    pub(crate) access: RowAccess,
    pub(crate) source: String,
}

/// Who may use what a row names.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowAccess {
    pub(crate) needs: Vec<&'static str>,
    pub(crate) may_need: Vec<&'static str>,
    pub(crate) is_public: bool,
}

impl RowAccess {
    fn of<S>(definition: &ServerDefinition<S>, rule: &AccessRule) -> Self {
        let names = |set| definition.scopes.names(set).collect();
        Self {
            needs: names(rule.needs),
            may_need: names(rule.may_need),
            is_public: rule.is_public,
        }
    }
}

/// The kind of a row's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    Uri,
    /// With the literal text that its URIs begin with.
    Template(&'static str),
    /// The id of any task.
    Task,
}

impl Row {
    /// Whether it stands for names that the table doesn't know.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.kind, Kind::Template(_) | Kind::Task)
    }

    /// Returns the start that all names of this row share: the whole name, except for a template.
    pub(super) fn start(&self) -> &str {
        match self.kind {
            Kind::Template(start) => start,
            Kind::Task => TASK_ID,
            Kind::Name | Kind::Uri => &self.name,
        }
    }
}

/// Of what the server declares, and of its views.
pub(crate) fn rows<S>(definition: &ServerDefinition<S>, apps: Vec<&'static AppMeta>) -> Vec<Row> {
    let source = |at: Location| format!("{}:{}", at.file, at.line);
    let access = |rule: &AccessRule| RowAccess::of(definition, rule);
    let tools = definition.tools().zip(definition.tools.rules);
    let tools = tools.map(|(tool, rule)| Row {
        method: "tools/call",
        name: tool.name(),
        kind: Kind::Name,
        headers: tool
            .params()
            .iter()
            .filter_map(|param| Some((param.name, param.header?)))
            .collect(),
        limits: tool.meta().limits(),
        access: access(rule),
        source: source(tool.meta().location),
    });
    let prompts = definition.prompts.iter().zip(definition.prompts.rules);
    let prompts = prompts.map(|(prompt, rule)| {
        let meta = prompt.meta();
        let name = prompt.name();
        let limits = DeclaredLimits::of_time(meta.timeout);
        Row {
            method: "prompts/get",
            name,
            kind: Kind::Name,
            headers: Vec::new(),
            limits,
            access: access(rule),
            source: source(meta.location),
        }
    });
    let resources = definition.resources.iter().zip(definition.resources.rules);
    let resources = resources.map(|(resource, rule)| {
        let meta = resource.meta();
        let kind = match meta.pieces {
            _ if !meta.is_template() => Kind::Uri,
            [UriPiece::Literal(start), ..] => Kind::Template(start),
            _ => Kind::Template(""),
        };
        let limits = DeclaredLimits::of_time(meta.timeout);
        Row {
            method: "resources/read",
            name: meta.uri.to_owned(),
            kind,
            headers: Vec::new(),
            limits,
            access: access(rule),
            source: source(meta.location),
        }
    });
    let views = apps.into_iter().map(|app| {
        let (kind, limits) = (Kind::Template(app.start()), DeclaredLimits::default());
        Row {
            method: "resources/read",
            name: app.any_uri(),
            kind,
            headers: Vec::new(),
            limits,
            access: RowAccess::default(),
            source: source(app.location),
        }
    });
    tools
        .chain(prompts)
        .chain(resources)
        .chain(views)
        .chain(tasks(definition))
        .collect()
}

/// Of the requests about tasks, which name them: ids begin alike, and are not known beforehand.
fn tasks<S>(definition: &ServerDefinition<S>) -> impl Iterator<Item = Row> {
    let first = definition.tools().find(|tool| tool.meta().task.is_some());
    let rows = first.map(|tool| {
        let at = tool.meta().location;
        ["tasks/get", "tasks/update", "tasks/cancel"].map(|method| Row {
            method,
            name: format!("{TASK_ID}*"),
            kind: Kind::Task,
            headers: Vec::new(),
            limits: DeclaredLimits::default(),
            access: RowAccess::default(),
            source: format!("{}:{}", at.file, at.line),
        })
    });
    rows.into_iter().flatten()
}
