// Capability statements as instances.
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

namespace renkei::validate {
namespace {

void check_search(ValidationRun& validation, NodeId parameter) {
    const Document& document = validation.document();
    const std::string_view canonical = document.text(parameter, "definition");
    const std::string_view type = document.text(parameter, "type");
    const packages::Resource* definition =
        canonical.empty() ? nullptr : validation.context().library().find("SearchParameter", canonical);
    if (definition != nullptr && !type.empty() && definition->text("type") != type) {
        validation.report(diag::message::capability_search_type, document.child(parameter, "type"),
                          {canonical, definition->text("type"), type});
    }
}

} // namespace

void check_capability_statement(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    for (const NodeId rest : document.list(resource, "rest")) {
        for (const NodeId type : document.list(rest, "resource")) {
            for (const NodeId parameter : document.list(type, "searchParam")) {
                check_search(validation, parameter);
            }
        }
        for (const NodeId parameter : document.list(rest, "searchParam")) {
            check_search(validation, parameter);
        }
    }
}

} // namespace renkei::validate
