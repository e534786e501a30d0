#include "gateway/forms/conform/compare/run_identities.h"

#include "gateway/core/json/place.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

namespace renkei::conform {
namespace {

// "https://…/documents 2026-1"; empty: the document has none.
std::string identifier_of(const Tree& bundle) {
    const NodeId identifier = bundle.child(Tree::root, "identifier");
    const std::string_view value = text_of(bundle, identifier, "value");
    return value.empty() ? std::string() : fmt::format("{} {}", text_of(bundle, identifier, "system"), value);
}

struct PersonEntry {
    NodeId entry = json::no_node;
    NodeId resource = json::no_node;
};

PersonEntry person_of(const Tree& bundle) {
    for (const NodeId entry : bundle.items(bundle.child(Tree::root, "entry"))) {
        const NodeId resource = bundle.child(entry, "resource");
        if (text_of(bundle, resource, "resourceType") == "Patient") {
            return {entry, resource};
        }
    }
    return {};
}

// Name and birth date; empty: one of them is not stated, so that others may be the same person.
std::string person_stated(const Tree& bundle, NodeId patient) {
    if (patient == json::no_node) {
        return {};
    }
    std::string name;
    for (const NodeId each : bundle.items(bundle.child(patient, "name"))) {
        name = name.empty() ? text::fold(text_of(bundle, each, "text")) : name;
    }
    const std::string_view born = text_of(bundle, patient, "birthDate");
    return name.empty() || born.empty() ? std::string() : fmt::format("{} {}", name, born);
}

} // namespace

const RunIdentities::Holder* RunIdentities::other_holder(Holders& holders, const std::string& id,
                                                         std::string_view who, std::string_view result) {
    const auto [at, is_new] = holders.try_emplace(id, Holder{std::string(who), std::string(result)});
    return is_new || at->second.who == who ? nullptr : &at->second;
}

void RunIdentities::add_document(const Tree& ours, const Tree& theirs, std::string_view result,
                                 diag::Report& report) {
    const std::string id = identifier_of(theirs);
    if (id.empty()) {
        return; // invalid by bdl-9
    }
    if (const Holder* const other = other_holder(documents_, id, identifier_of(ours), result)) {
        report.add(message::conform_identifier_repeated,
                   json::where(theirs, theirs.child(Tree::root, "identifier")), {id, other->result});
    }
}

void RunIdentities::add_person(const Tree& ours, const Tree& theirs, std::string_view result,
                               diag::Report& report) {
    const std::string who = person_stated(ours, person_of(ours).resource);
    const PersonEntry person = person_of(theirs);
    if (who.empty() || person.resource == json::no_node) {
        return;
    }
    const std::string_view url = text_of(theirs, person.entry, "fullUrl");
    const std::string_view id = text_of(theirs, person.resource, "id");
    if (url.empty() && id.empty()) {
        return;
    }
    const std::string name = url.empty() ? fmt::format("Patient/{}", id) : std::string(url);
    if (const Holder* const other = other_holder(persons_, name, who, result)) {
        report.add(message::conform_person_repeated, json::where(theirs, person.resource),
                   {name, other->result});
    }
}

void RunIdentities::add(const Tree& ours, const Tree& theirs, std::string_view result, diag::Report& report) {
    add_document(ours, theirs, result, report);
    add_person(ours, theirs, result, report);
}

} // namespace renkei::conform
