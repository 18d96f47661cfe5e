/// Invoices.
#[cfg_attr(doc, doc = "\n# Tools\n\n")]
#[cfg_attr(all(doc), doc = "- [`invoice`](fn@invoice)")]
#[cfg_attr(doc, doc = "\n# Prompts\n\n")]
#[cfg_attr(all(doc), doc = "- [`remind`](fn@remind)")]
#[cfg_attr(all(doc), doc = "- those of [`Letters`](struct@Letters)")]
#[cfg_attr(doc, doc = "\n# Resources\n\n")]
#[cfg_attr(all(doc, unix), doc = "- [`ledger`](fn@ledger)")]
#[cfg_attr(
    doc,
    allow(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links)
)]
pub struct Billing;
const _: () = {
    type __Entry0 = invoice;
    const _: () = ::mcp_runtime::__private::assert_tool::<(invoice)>();
    #[doc(hidden)]
    #[automatically_derived]
    impl ::mcp_runtime::__private::WithTools for Billing {}
    #[doc(hidden)]
    #[automatically_derived]
    impl<
        __S: ::mcp_runtime::__private::Send + ::mcp_runtime::__private::Sync + 'static,
        __M0: 'static,
    > ::mcp_runtime::__private::ToolGroup<__S, (__M0,)> for Billing
    where
        for<'__any> __Entry0: ::mcp_runtime::__private::ToolCall<__S, __M0>,
    {
        const NODES: &'static [::mcp_runtime::__private::Node<
            ::mcp_runtime::__private::ToolEntry<__S>,
        >] = &[
            ::mcp_runtime::__private::Node::Item(
                ::mcp_runtime::__private::ToolEntry::<__S>::of::<__Entry0, __M0>(),
            ),
        ];
    }
};
const _: () = {
    type __Entry0 = remind;
    type __Entry1 = Letters;
    const _: () = ::mcp_runtime::__private::assert_prompt_item::<(remind)>();
    const _: () = ::mcp_runtime::__private::assert_prompt_group::<(Letters)>();
    #[doc(hidden)]
    #[automatically_derived]
    impl ::mcp_runtime::__private::WithPrompts for Billing {}
    #[doc(hidden)]
    #[automatically_derived]
    impl<
        __S: ::mcp_runtime::__private::Send + ::mcp_runtime::__private::Sync + 'static,
        __M0: 'static,
        __M1: 'static,
    > ::mcp_runtime::__private::PromptGroup<__S, (__M0, __M1)> for Billing
    where
        for<'__any> __Entry0: ::mcp_runtime::__private::PromptGet<__S, __M0>,
        for<'__any> __Entry1: ::mcp_runtime::__private::PromptGroup<__S, __M1>,
    {
        const NODES: &'static [::mcp_runtime::__private::Node<
            ::mcp_runtime::__private::PromptEntry<__S>,
        >] = &[
            ::mcp_runtime::__private::Node::Item(
                ::mcp_runtime::__private::PromptEntry::<__S>::of::<__Entry0, __M0>(),
            ),
            ::mcp_runtime::__private::Node::Group(
                "",
                <__Entry1 as ::mcp_runtime::__private::PromptGroup<__S, __M1>>::NODES,
            ),
        ];
    }
};
const _: () = {
    #[cfg(unix)]
    type __Entry0 = ledger;
    #[cfg(not(all(unix)))]
    type __Entry0 = ::mcp_runtime::__private::Absent;
    #[cfg(unix)]
    const _: () = ::mcp_runtime::__private::assert_resource_item::<(ledger)>();
    #[doc(hidden)]
    #[automatically_derived]
    impl ::mcp_runtime::__private::WithResources for Billing {}
    #[doc(hidden)]
    #[automatically_derived]
    impl<
        __S: ::mcp_runtime::__private::Send + ::mcp_runtime::__private::Sync + 'static,
        __M0: 'static,
    > ::mcp_runtime::__private::ResourceGroup<__S, (__M0,)> for Billing
    where
        for<'__any> __Entry0: ::mcp_runtime::__private::ResourceRead<__S, __M0>,
    {
        const NODES: &'static [::mcp_runtime::__private::Node<
            ::mcp_runtime::__private::ResourceEntry<__S>,
        >] = &[
            #[cfg(unix)]
            ::mcp_runtime::__private::Node::Item(
                ::mcp_runtime::__private::ResourceEntry::<__S>::of::<__Entry0, __M0>(),
            ),
        ];
    }
};
