//! What the floors below give to functions, taken from the call.

use super::call::Call;
use super::extract::FromCall;
use crate::handle::{HandleState, Handles};
use crate::input::Asker;
use crate::input::expansion::Questions;
use crate::response::ToolError;
use crate::subscription::Notify;

impl<S: Send + Sync, T: HandleState> FromCall<S> for Handles<T> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self::of(call.desk()))
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

impl Questions {
    /// Of this call.
    pub fn of<S>(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self::new(call.conversation()?))
    }
}
