// Checks accepted shapes: they stand only at places that can be read without being written, and each reads
// something or consists of constants.
#include "gateway/forms/mapping/load/example.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

struct Accepted {
    diag::Report& report;

    void entry(const ExampleEntry& entry) {
        if (!entry.accepted) {
            below(entry.resource, Place::written);
            return;
        }
        refuse_key(!entry.section.empty(), "in", entry.where);
        refuse_key(entry.is_derived(), "when", entry.where);
        shape(entry.resource, entry.where);
    }

    enum class Place : std::uint8_t { written, accepted, stand_in };

    void below(const ExampleNode& node, Place place) {
        for (const Field& field : node.fields) {
            below(field.value, field.instead_of.empty() ? place : Place::stand_in);
        }
        for (const ExampleNode& element : node.elements) {
            below(element, place);
        }
        for (const ExampleNode& element : node.accepted) {
            if (place == Place::written) {
                shape(element, element.where);
            } else {
                report.add(message::accept_not_here, element.where);
            }
        }
    }

    void shape(const ExampleNode& node, const diag::Where& where) {
        const bool stands_in =
            std::ranges::any_of(node.fields, [](const Field& field) { return !field.instead_of.empty(); });
        refuse_key(node.stay, "stay", where);
        refuse_key(stands_in, "missing", where);
        if (!reads_items(node) && !all_constant(node)) {
            report.add(message::accept_reads_nothing, where);
        }
        below(node, Place::accepted);
    }

    void refuse_key(bool stands, std::string_view key, const diag::Where& where) {
        if (stands) {
            report.add(message::accept_with_key, where, {std::string(key)});
        }
    }
};

} // namespace

void check_accepted(const Example& example, diag::Report& report) {
    Accepted accepted{report};
    for (const ExampleNode* const head : example.heads()) {
        accepted.below(*head, Accepted::Place::written);
    }
    for (const ExampleEntry& entry : example.entries) {
        accepted.entry(entry);
    }
}

} // namespace renkei::mapping
