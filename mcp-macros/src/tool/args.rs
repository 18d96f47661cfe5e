//! The arguments of `#[mcp_tool(…)]` as parsed, before validation.

use darling::FromMeta;
use proc_macro2::TokenStream;

use super::task::TaskArgs;
use crate::attr::{self, Callers, Count, PerTime, Switch, Text, Value};
use crate::diagnostics::Mistakes;
use crate::function::misplaced_keys::attribute_key;
use crate::function::{CommonArgs, Kind};

#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct ToolArgs {
    /// Whether a key stands in place of the doc comment: that is one mistake, not two.
    #[darling(skip)]
    pub(super) is_described_by_a_key: bool,
    pub(super) name: Option<Text>,
    pub(super) read_only: Option<Switch>,
    pub(super) destructive: Option<Switch>,
    pub(super) idempotent: Option<Switch>,
    pub(super) open_world: Option<Switch>,
    pub(super) allow_default_scopes: Option<Switch>,
    pub(super) confirm: Option<Text>,
    pub(super) input_schema: Option<Value>,
    pub(super) rate: Option<PerTime>,
    pub(super) concurrency: Option<Count>,
    pub(super) visibility: Option<Callers>,
    pub(super) task: Option<TaskArgs>,
    #[darling(flatten)]
    pub(super) common: CommonArgs,
}

impl ToolArgs {
    const KEYS: [&str; 11] = [
        "read_only",
        "destructive",
        "idempotent",
        "open_world",
        "allow_default_scopes",
        "confirm",
        "input_schema",
        "rate",
        "concurrency",
        "visibility",
        "task",
    ];

    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let metas = attr::metas(tokens, mistakes);
        let is_described_by_a_key = metas.iter().any(|meta| meta.path().is_ident("description"));
        let known = [&["name"], &CommonArgs::KEYS[..], &Self::KEYS].concat();
        let entries = attr::entries_but(
            metas,
            &known,
            &[],
            |key| attribute_key(Kind::Tool, key),
            mistakes,
        );
        Self {
            is_described_by_a_key,
            ..attr::read(&entries, mistakes)
        }
    }
}
