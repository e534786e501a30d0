#include "gateway/network/documents/part.h"

#include "gateway/core/json/writer.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/forms/service/source.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/store/bodies/body_size.h"
#include "generated/messages/documents.h"

namespace renkei::documents {
namespace {

using diag::Result;
using json::NodeId;
using json::Tree;
using record::Record;
using record::Row;

constexpr std::string_view observation_values = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
constexpr std::string_view subsetted = "SUBSETTED";
constexpr std::uint64_t copies_of_part = 4; // as it is kept, its items, written again, marked
constexpr std::string_view absent_reason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

const form::Item* place_of(const form::Form& form, form::GroupId group) {
    const form::ItemId place = form.groups()[group].place;
    return place == form::none ? nullptr : &form.items()[place];
}

// By item: 1 for those that the part does not show. The place of a row goes with what stands in it.
std::vector<std::uint8_t> items_left_out(const form::Form& form, const sharing::FormPart& part) {
    std::vector<std::uint8_t> out;
    for (const form::Item& item : form.items()) {
        const bool is_place = &item == place_of(form, item.group);
        out.push_back(!is_place && !part.shows(form.text(item.id)) ? 1 : 0);
    }
    return out;
}

class KeepingPart {
public:
    KeepingPart(Record& record, const sharing::FormPart& part)
        : record_(record),
          form_(record.form()),
          left_out_(items_left_out(form_, part)),
          is_of_hidden_(part.of_hidden != nullptr) {}

    void run(Row& row) {
        for (const form::Item& item : form_.items()) {
            if (item.group == row.group && row.has(item.slot)) {
                keep(row, item);
            }
        }
        const form::Group& group = form_.groups()[row.group];
        for (std::uint16_t slot = 0; slot < group.groups; ++slot) {
            for (Row* const child : row.groups[slot]) {
                run(*child);
            }
        }
        if (const form::Item* const place = place_of(form_, row.group);
            place != nullptr && row.has(place->slot)) {
            const std::string_view text = record_.value(row, *place).text();
            record_.unset(row, *place);
            if (!record::is_empty_row(form_, row)) {
                record_.set(row, *place, text);
            }
        }
    }

private:
    // What was written beside a reason is text that may say a place.
    void keep(Row& row, const form::Item& item) {
        const record::Absent* const absent = record_.value(row, item).absent;
        if (left_out_[form_.items().id_of(item).value] != 0) {
            record_.unset(row, item);
        } else if (is_of_hidden_ && absent != nullptr && !absent->note.empty()) {
            record_.set_absent(row, item, {.reason = absent->reason, .note = {}});
        }
    }

    Record& record_;
    const form::Form& form_;
    std::vector<std::uint8_t> left_out_; // by item
    bool is_of_hidden_;
};

// Copies the document as one that is a part.
struct MarkingPart {
    const Tree& tree;
    json::Writer out;

    void run() { resource(Tree::root); }

    void resource(NodeId node) {
        out.start_object();
        out.key("resourceType").raw(tree.raw(tree.child(node, "resourceType")));
        meta(tree.child(node, "meta"));
        for (const NodeId member : tree.children(node)) {
            const std::string_view key = tree.key(member);
            if (key == "resourceType" || key == "meta") {
                continue;
            }
            out.key(key);
            if (node == Tree::root && key == "entry") {
                entries(member);
            } else {
                out.raw(tree.raw(member));
            }
        }
        if (tree.text(tree.child(node, "resourceType")) == "Composition" &&
            tree.child(node, "author") == json::no_node) {
            masked_author();
        }
        out.end_object();
    }

    void meta(NodeId kept) {
        out.key("meta").start_object();
        if (kept != json::no_node) {
            for (const NodeId member : tree.children(kept)) {
                if (tree.key(member) != "profile" && tree.key(member) != "tag") {
                    out.key(tree.key(member)).raw(tree.raw(member));
                }
            }
        }
        out.key("tag").start_array().start_object();
        out.member("system", observation_values).member("code", subsetted);
        out.end_object().end_array().end_object();
    }

    void entries(NodeId node) {
        out.start_array();
        for (const NodeId entry : tree.children(node)) {
            out.start_object();
            for (const NodeId member : tree.children(entry)) {
                out.key(tree.key(member));
                if (tree.key(member) == "resource") {
                    resource(member);
                } else {
                    out.raw(tree.raw(member));
                }
            }
            out.end_object();
        }
        out.end_array();
    }

    // A Composition has an author; one that is left out is said to be (R4 data-absent-reason).
    void masked_author() {
        out.key("author").start_array().start_object().key("extension").start_array().start_object();
        out.member("url", absent_reason).member("valueCode", "masked");
        out.end_object().end_array().end_object().end_array();
    }
};

} // namespace

const mapping::Plan* find_plan(const LoadedDefinitions& loaded, const store::Version& version) {
    if (version.form.empty()) {
        return nullptr;
    }
    const mapping::Plan* const exact = loaded.catalogue->find(version.form, version.form_version);
    return exact != nullptr ? exact : loaded.catalogue->find(version.form);
}

Result<std::string> load_fhir(const store::Snapshot& snapshot, const store::Version& version) {
    std::optional<std::string> bundle;
    // then no FHIR document is kept beside the original
    const bool is_original = service::fhir_syntax(version.syntax) == service::FhirSyntax::json;
    if (!is_original) {
        TRY(bundle, snapshot.body(version, store::BodyKind::fhir));
    }
    if (!bundle && version.has_fhir) {
        TRY(bundle, snapshot.body(version, store::BodyKind::original));
    }
    return bundle ? Result<std::string>(*std::move(bundle)) : diag::fail(diag::message::version_gone, {});
}

void keep_part(Record& record, const sharing::FormPart& part) {
    KeepingPart(record, part).run(record.root());
    record.prune();
    record.number_rows();
}

namespace {

Result<std::string> written_as_part(service::Workspace& workspace, const mapping::Plan& plan,
                                    const sharing::FormPart& part, Record& record) {
    diag::Report ignored; // what is not understood was reported when the document was submitted
    const std::string written =
        service::to_bundle(workspace, plan, record, ignored, items_left_out(plan.form(), part));
    Tree& tree = workspace.tree();
    TRY_VOID(workspace.parse(written, tree));
    std::string out;
    MarkingPart{tree, json::Writer(out)}.run();
    return out;
}

Result<Record*> read_part(service::Workspace& workspace, const mapping::Plan& plan,
                          const sharing::FormPart& part, std::string_view bundle) {
    Record& record = workspace.record();
    diag::Report ignored;
    TRY_VOID(service::from_bundle(workspace, plan, bundle, record, ignored));
    keep_part(record, part);
    return &record;
}

// Has the row, or one below it, an item of a kind, and not of all kinds?
bool has_item_of_kind(const Record& record, const Row& row, const sharing::FormPart& part) {
    const form::Form& form = record.form();
    for (const form::Item& item : form.items()) {
        if (item.group == row.group && row.has(item.slot) && part.is_of_open_kind(form.text(item.id))) {
            return true;
        }
    }
    const form::Group& group = form.groups()[row.group];
    for (std::uint16_t slot = 0; slot < group.groups; ++slot) {
        for (const Row* const child : row.groups[slot]) {
            if (has_item_of_kind(record, *child, part)) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

Result<std::string> part_in_fhir(service::Workspace& workspace, const mapping::Plan& plan,
                                 const sharing::FormPart& part, std::string_view bundle) {
    TRY(Record* const record, read_part(workspace, plan, part, bundle));
    return written_as_part(workspace, plan, part, *record);
}

Result<std::uint64_t> part_memory(const store::Snapshot& snapshot, const store::Version& version) {
    TRY(const std::uint64_t fhir, store::body_size(snapshot, version, store::BodyKind::fhir));
    if (fhir > 0) {
        return copies_of_part * fhir;
    }
    TRY(const std::uint64_t original, store::body_size(snapshot, version, store::BodyKind::original));
    return copies_of_part * original;
}

Result<Record*> PartMaker::read(const store::Snapshot& snapshot, const store::Version& version) {
    const mapping::Plan* const plan = find_plan(*loaded_, version);
    if (plan == nullptr || !version.part) {
        return diag::fail(diag::message::version_gone, {});
    }
    if (!workspace_) {
        workspace_.emplace(*loaded_->catalogue);
    }
    TRY(bundle_, load_fhir(snapshot, version));
    return read_part(*workspace_, *plan, *version.part, bundle_);
}

Result<std::string> PartMaker::in_fhir(const store::Snapshot& snapshot, const store::Version& version) {
    TRY(Record* const record, read(snapshot, version));
    return written_as_part(*workspace_, *find_plan(*loaded_, version), *version.part, *record);
}

Result<bool> PartMaker::has_open_kinds(const store::Snapshot& snapshot, const store::Version& version) {
    TRY(const std::uint64_t memory, part_memory(snapshot, version));
    if (memory > copies_of_part * largest_with_parts) {
        return false;
    }
    if (version.part->rows.empty()) {
        return true;
    }
    TRY(const Record* const record, read(snapshot, version));
    return has_item_of_kind(*record, record->root(), *version.part);
}

} // namespace renkei::documents
