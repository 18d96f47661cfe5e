//! Stands in for an item with mistakes.

use super::{
    Call, Complete, Completion, Completions, CompletionsFuture, Declaration, Node, ParamSpec,
    Parameters, Problems, Prompt, PromptEntry, PromptGet, PromptGroup, PromptMessage, PromptMeta,
    ReadResult, Resource, ResourceEntry, ResourceGroup, ResourceMeta, ResourceRead, ResultSpec,
    ResultWriter, Sealed, ServerDefinition, SlotVisitor, Tool, ToolCall, ToolEntry, ToolError,
    ToolGroup, ToolMeta, WithPrompts, WithResources, WithTools,
};

/// Stands for an item that isn't there: one that a `#[cfg]` leaves out of a group, or one with
/// mistakes. It never gets as far as a running server.
#[derive(Debug)]
pub struct Absent;

impl<S: 'static> ToolGroup<S, ()> for Absent {
    const NODES: &'static [Node<ToolEntry<S>>] = &[];
}

impl<S: 'static> PromptGroup<S, ()> for Absent {
    const NODES: &'static [Node<PromptEntry<S>>] = &[];
}

impl<S: 'static> ResourceGroup<S, ()> for Absent {
    const NODES: &'static [Node<ResourceEntry<S>>] = &[];
}

impl WithTools for Absent {}
impl WithPrompts for Absent {}
impl WithResources for Absent {}

impl<S: 'static> Declaration<S> for Absent {
    const DEFINITION: &'static ServerDefinition<S> = &ServerDefinition::new("", "");
}

impl Tool for Absent {
    const META: &'static ToolMeta = ToolMeta::NOTHING;
}

impl Parameters<()> for Absent {
    const PARAMS: &'static [ParamSpec] = &[];

    type Slots = ();

    fn slots() {}

    fn visit<V: SlotVisitor>((): &mut (), _: usize, visitor: V) -> V::Output {
        visitor.absent()
    }

    fn settle((): &mut (), _: &'static [ParamSpec], _: &mut Problems) {}
}

impl<S: Send + Sync + 'static> ToolCall<S, ()> for Absent {
    const RESULT: ResultSpec = ResultSpec::TEXT;

    async fn run((): (), _: &Call<S>, _: &mut ResultWriter) -> Result<(), ToolError> {
        Ok(())
    }
}

impl Prompt for Absent {
    const META: &'static PromptMeta = &PromptMeta::new("", "");
}

impl<S: Send + Sync + 'static> PromptGet<S, ()> for Absent {
    async fn get((): (), _: &Call<S>) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(Vec::new())
    }

    fn complete(_: usize, _: Call<S>) -> Option<CompletionsFuture> {
        None
    }
}

impl Resource for Absent {
    const META: &'static ResourceMeta = &ResourceMeta::new("", &[], "");
}

impl<S: Send + Sync + 'static> ResourceRead<S, ()> for Absent {
    async fn contents((): (), _: &Call<S>) -> Result<ReadResult, ToolError> {
        Err(ToolError::internal("it is not there"))
    }

    fn complete(_: usize, _: Call<S>) -> Option<CompletionsFuture> {
        None
    }
}

impl Completion for Absent {
    const SEALED: Sealed = Sealed;
}

impl<S: Send + Sync + 'static> Complete<S, ()> for Absent {
    async fn suggest(_: &Call<S>) -> Result<Completions, ToolError> {
        Ok(Completions::default())
    }
}
