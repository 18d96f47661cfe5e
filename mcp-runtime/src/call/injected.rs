//! The types that functions can take from the call: those of lower layers, and of this one.

use super::call::Call;
use super::completing::CompletionContext;
use super::extract::FromCall;
use super::visibility::Visibility;
use crate::handle::{HandleState, Handles};
use crate::input::Asker;
use crate::input::expansion::Questions;
use crate::response::ToolError;
use crate::subscription::Notify;
use crate::task::{Checkpoint, Task};

impl<S: Send + Sync, T: HandleState> FromCall<S> for Handles<T> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self::of(call.minting_store()))
    }
}

impl<S: Send + Sync> FromCall<S> for Asker {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self::of(call.conversation()?))
    }
}

impl<S: Send + Sync> FromCall<S> for Notify {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(call.notify())
    }
}

impl<S: Send + Sync> FromCall<S> for CompletionContext {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        call.completing().ok_or_else(|| {
            ToolError::internal("`CompletionContext` is for completions, and this is none")
        })
    }
}

impl<S: Send + Sync> FromCall<S> for Visibility {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(call.visibility())
    }
}

impl<S: Send + Sync, T: Checkpoint> FromCall<S> for Task<T> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(match call.leg() {
            Some(leg) => Self::of_leg(leg.clone()),
            None => Self::of_call(call.emitter().cloned()),
        })
    }
}

impl Questions {
    /// Of this call.
    pub fn of<S>(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self::new(call.conversation()?))
    }
}
