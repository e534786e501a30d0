#include "gateway/network/documents/part.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/documents/fetch.h"
#include "generated/messages/documents.h"

#include <utility>

namespace renkei::documents {
namespace {

using diag::Result;
using json::NodeId;
using json::Tree;
using record::Record;
using record::Row;

constexpr std::string_view observation_values = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
constexpr std::string_view subsetted = "SUBSETTED";
constexpr std::string_view absent_reason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

sharing::ItemContent content_of(const form::Item& item) {
    return item.type == form::ItemType::text || item.type == form::ItemType::token
               ? sharing::ItemContent::text
               : sharing::ItemContent::coded;
}

class KeepingPart {
public:
    KeepingPart(Record& record, const sharing::FormPart& part) : record_(record), form_(record.form()) {
        for (const form::Item& item : form_.items()) {
            const bool is_place = &item == place_of(item.group);
            if (!is_place && !part.shows(form_.text(item.id), content_of(item))) {
                hidden_.push_back(&item);
            }
        }
    }

    void run(Row& row) {
        for (const form::Item* const item : hidden_) {
            if (item->group == row.group) {
                record_.unset(row, *item);
            }
        }
        const form::Group& group = form_.groups()[row.group];
        for (std::uint16_t slot = 0; slot < group.groups; ++slot) {
            for (Row* const child : row.groups[slot]) {
                run(*child);
            }
        }
        if (const form::Item* const place = place_of(row.group); place != nullptr && row.has(place->slot)) {
            const std::string_view text = record_.value(row, *place).text();
            record_.unset(row, *place);
            if (!record::is_empty_row(form_, row)) {
                record_.set(row, *place, text);
            }
        }
    }

private:
    const form::Item* place_of(form::GroupId group) const {
        const form::ItemId place = form_.groups()[group].place;
        return place == form::none ? nullptr : &form_.items()[place];
    }

    Record& record_;
    const form::Form& form_;
    std::vector<const form::Item*> hidden_;
};

void copy_meta(const Tree& tree, NodeId meta, json::Writer& out) {
    out.start_object();
    if (meta != json::no_node) {
        for (const NodeId member : tree.children(meta)) {
            if (tree.key(member) != "profile" && tree.key(member) != "tag") {
                out.key(tree.key(member)).raw(tree.raw(member));
            }
        }
    }
    out.key("tag").start_array().start_object();
    out.member("system", observation_values).member("code", subsetted);
    out.end_object().end_array().end_object();
}

// An author that is left out is said to be (R4 data-absent-reason), because a Composition has one.
void copy_composition(const Tree& tree, NodeId composition, json::Writer& out) {
    out.start_object();
    for (const NodeId member : tree.children(composition)) {
        out.key(tree.key(member)).raw(tree.raw(member));
    }
    if (tree.child(composition, "author") == json::no_node) {
        out.key("author").start_array().start_object().key("extension").start_array().start_object();
        out.member("url", absent_reason).member("valueCode", "masked");
        out.end_object().end_array().end_object().end_array();
    }
    out.end_object();
}

// The first is the Composition.
void copy_entries(const Tree& tree, NodeId entries, json::Writer& out) {
    out.start_array();
    bool is_first = true;
    for (const NodeId entry : tree.children(entries)) {
        if (!std::exchange(is_first, false)) {
            out.raw(tree.raw(entry));
            continue;
        }
        out.start_object();
        for (const NodeId member : tree.children(entry)) {
            out.key(tree.key(member));
            if (tree.key(member) == "resource") {
                copy_composition(tree, member, out);
            } else {
                out.raw(tree.raw(member));
            }
        }
        out.end_object();
    }
    out.end_array();
}

} // namespace

void keep_part(Record& record, const sharing::FormPart& part) {
    KeepingPart(record, part).run(record.root());
    record.prune();
    record.number_rows();
}

Result<std::string> part_in_fhir(service::Workspace& workspace, const mapping::Plan& plan,
                                 const sharing::FormPart& part, std::string_view bundle) {
    Record& record = workspace.record();
    diag::Report ignored; // what is not understood was reported when the document was submitted
    TRY_VOID(service::from_bundle(workspace, plan, bundle, record, ignored));
    keep_part(record, part);
    const std::string written = service::to_bundle(workspace, plan, record, ignored);
    Tree& tree = workspace.tree();
    TRY_VOID(workspace.parse(written, tree));
    std::string text;
    json::Writer out(text);
    out.start_object().member("resourceType", "Bundle").key("meta");
    copy_meta(tree, tree.child(Tree::root, "meta"), out);
    for (const NodeId member : tree.children(Tree::root)) {
        const std::string_view key = tree.key(member);
        if (key == "entry") {
            out.key(key);
            copy_entries(tree, member, out);
        } else if (key != "resourceType" && key != "meta") {
            out.key(key).raw(tree.raw(member));
        }
    }
    out.end_object();
    return text;
}

Result<std::string> PartMaker::in_fhir(const store::Version& version, std::string_view bundle) {
    const mapping::Plan* const plan = find_plan(*loaded_, version);
    if (plan == nullptr || !version.part) {
        return diag::fail(diag::message::version_gone, {});
    }
    if (!workspace_) {
        workspace_.emplace(*loaded_->catalogue);
    }
    return part_in_fhir(*workspace_, *plan, *version.part, bundle);
}

} // namespace renkei::documents
