//! `task` and `task(…)`: a tool that is run as a task for clients that have tasks.

use std::time::Duration;

use darling::{Error, FromMeta, Result};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Meta, Path};

use crate::attr::{self, Callers, Count, DurationLit, Switch, located_at, moved};
use crate::diagnostics::Mistakes;
use crate::function::expand::role;
use crate::function::{Function, Output, duration, with, with_flag};

/// As it is written.
#[derive(Clone, Debug)]
pub(super) struct TaskArgs {
    path: Path,
    keys: TaskKeys,
}

/// A value, and where it stands.
#[derive(Clone, Debug)]
struct At<T> {
    value: T,
    at: TokenStream,
}

impl<T: FromMeta> FromMeta for At<T> {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let at = match meta {
            Meta::NameValue(pair) => pair.value.to_token_stream(),
            other => other.path().to_token_stream(),
        };
        T::from_meta(meta).map(|value| Self { value, at })
    }
}

#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
struct TaskKeys {
    ttl: Option<At<DurationLit>>,
    poll: Option<At<DurationLit>>,
    attempts: Option<At<Count>>,
    at_once: Option<At<DurationLit>>,
    required: Option<Switch>,
    external: Option<Switch>,
}

const KEYS: [&str; 6] = ["ttl", "poll", "attempts", "at_once", "required", "external"];

impl FromMeta for TaskArgs {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let path = meta.path().clone();
        let tokens = match meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(pair) => {
                let message = "`task` stands alone, or takes what it is about in brackets: \
                               `task(ttl = \"2h\")`";
                return Err(Error::custom(message).with_span(&pair.value));
            }
        };
        let mut mistakes = Mistakes::new();
        let metas = attr::metas(tokens, &mut mistakes);
        let entries = attr::entries(metas, &KEYS, &[], &mut mistakes);
        let keys = attr::read(&entries, &mut mistakes);
        match mistakes.into_errors() {
            none if none.is_empty() => Ok(Self { path, keys }),
            errors => Err(Error::multiple(
                errors.into_iter().map(Error::from).collect(),
            )),
        }
    }
}

impl TaskArgs {
    /// Whether the function begins a job, which does the work elsewhere.
    pub(super) fn is_external(&self) -> bool {
        let external = self.keys.external.as_ref();
        external.is_some_and(|external| external.on)
    }
}

/// The valid settings of `task`.
pub(super) struct Task {
    ttl: Option<Duration>,
    poll: Option<Duration>,
    attempts: At<u32>,
    at_once: Option<Duration>,
    required: bool,
    /// Whether the function begins a job, which does the work elsewhere.
    external: bool,
    /// Whether the tool can be run twice without harm, whatever it has done.
    is_harmless: bool,
}

/// The tool's own hints, which the settings are checked against.
pub(super) struct Hints<'a> {
    pub(super) is_harmless: bool,
    pub(super) is_idempotent: bool,
    pub(super) visibility: Option<&'a Callers>,
}

/// As `TaskMeta` has it.
const TTL: Duration = Duration::from_secs(3600);

impl Task {
    pub(super) fn validate(
        args: &TaskArgs,
        function: &Function<'_>,
        hints: &Hints<'_>,
        mistakes: &mut Mistakes,
    ) -> Self {
        let TaskArgs { path, keys } = args;
        let TaskKeys {
            ttl,
            poll,
            attempts,
            at_once,
            required,
            external: _,
        } = keys;
        let external = args.is_external();
        if external {
            check_external(keys, mistakes);
        }
        if !function.is_async && matches!(function.output, Output::Type(_)) {
            mistakes.at(
                path,
                "a task can be stopped while it waits, so its tool is `async`; write `async fn`",
            );
        }
        let lasts = ttl.as_ref().map_or(TTL, |ttl| ttl.value.0);
        if let Some(poll) = poll.as_ref().filter(|poll| poll.value.0 > lasts) {
            mistakes.at(
                &poll.at,
                "a client that looks this seldom finds the task gone; `poll` is no longer than \
                 `ttl`",
            );
        }
        let attempts = match attempts {
            Some(At { value, at }) => At {
                value: value.0,
                at: at.clone(),
            },
            None => At {
                value: 1,
                at: path.to_token_stream(),
            },
        };
        if attempts.value > 1 && function.is_destructive && !hints.is_idempotent {
            mistakes.at(
                &attempts.at,
                "what destroys is not tried twice unless a second time changes nothing more; remove \
                 `attempts`, or say that the tool is `idempotent`",
            );
        }
        let required = required.as_ref().filter(|required| required.on);
        if let Some(required) = required
            && hints
                .visibility
                .is_some_and(|callers| callers.variant() == "App")
        {
            mistakes.at(
                &required.path,
                "only views call this tool, and their hosts have no tasks for them; remove \
                 `required`",
            );
        }
        Self {
            ttl: ttl.as_ref().map(|ttl| ttl.value.0),
            poll: poll.as_ref().map(|poll| poll.value.0),
            attempts,
            at_once: at_once.as_ref().map(|time| time.value.0),
            required: required.is_some(),
            external,
            is_harmless: hints.is_harmless,
        }
    }

    /// `TaskMeta` as an expression.
    pub(super) fn meta(&self, rt: &TokenStream) -> TokenStream {
        let attempts = self.attempts.value;
        let keys = [
            with("ttl", self.ttl.map(duration)),
            with("poll", self.poll.map(duration)),
            with("attempts", (attempts > 1).then_some(attempts)),
            with("at_once", self.at_once.map(duration)),
            with_flag("required", self.required),
            with_flag("external", self.external),
        ];
        quote!(#rt::TaskMeta::new() #(#keys)*)
    }
}

/// Rejects the keys that work elsewhere has no use for.
fn check_external(keys: &TaskKeys, mistakes: &mut Mistakes) {
    if let Some(attempts) = &keys.attempts {
        mistakes.at(
            &attempts.at,
            "a job that runs `external` is begun once, and its own engine tries it again; remove \
             `attempts`",
        );
    }
    if let Some(at_once) = &keys.at_once {
        mistakes.at(
            &at_once.at,
            "the end of a job that runs `external` is seen when a client looks; remove `at_once`",
        );
    }
}

/// Checks that need the types of parameters: one constant for each, at the parameter.
pub(super) fn assertions(function: &Function<'_>, task: &Task) -> TokenStream {
    let roles: Vec<_> = (0..function.params.len()).map(role).collect();
    let each = function
        .params
        .iter()
        .enumerate()
        .skip(1)
        .map(|(i, param)| {
            let at = located_at(param.ty);
            let (rt, role, before) = (moved(&function.rt, at), &roles[i], &roles[..i]);
            quote_spanned!(at=> const _: () = #rt::check_one_task(&#role, &[#(&#before),*]);)
        });
    let each: TokenStream = each.collect();
    let attempts = (task.attempts.value > 1 && !task.is_harmless).then(|| {
        let at = located_at(&task.attempts.at);
        let rt = moved(&function.rt, at);
        quote_spanned!(at=> const _: () = #rt::check_attempts(&[#(&#roles),*]);)
    });
    let alone = function.params.iter().enumerate().filter_map(|(i, param)| {
        let at = located_at(param.ty);
        let (rt, role) = (moved(&function.rt, at), &roles[i]);
        let check = quote_spanned!(at=> const _: () = #rt::check_job_alone(&#role););
        task.external.then_some(check)
    });
    quote!(#each #attempts #(#alone)*)
}
