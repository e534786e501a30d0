#include "gateway/mhd/provided.h"

#include "gateway/documents/digest.h"
#include "gateway/documents/media_type.h"
#include "gateway/json/place.h"
#include "gateway/mhd/base64.h"
#include "gateway/mhd/canonicals.h"
#include "gateway/mhd/path.h"
#include "gateway/mhd/provided_facts.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::mhd {
namespace {

using diag::Message;
using documents::MediaType;
using documents::read_media_type;
using json::NodeId;
using json::Tree;

struct KindRow {
    std::string_view type;
    std::string_view method;
    EntryRole role;
};
// What may stand in the bundle: the slices of its entry are closed.
constexpr KindRow kinds[] = {{"List", "POST", EntryRole::submission_set},      {"DocumentReference", "POST", EntryRole::reference},
                             {"Parameters", "PATCH", EntryRole::update},       {"Binary", "POST", EntryRole::document},
                             {"Bundle", "POST", EntryRole::document},          {"Patient", "POST", EntryRole::patient},
                             {"Patient", "PUT", EntryRole::patient},           {"Patient", "GET", EntryRole::patient}};

std::string allowed_entries() {
    std::string out;
    for (const KindRow& each : kinds) {
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", each.method, each.type);
    }
    return out;
}

struct Entry {
    NodeId node = json::no_node;
    NodeId resource = json::no_node;
    std::string_view type;
    std::string_view full_url;
    EntryRole role = EntryRole::reference;
    bool used = false; // by a DocumentReference
};

class Reading {
public:
    Reading(const Tree& tree, diag::Report& report) : tree_(tree), report_(report) {}

    Provision run() {
        if (text_at(tree_, Tree::root, "type") != "transaction") {
            add_wrong(tree_, Tree::root, "Bundle.type", "transaction", text_at(tree_, Tree::root, "type"), report_);
        }
        const std::optional<Level> level = read_level();
        read_entries();
        const NodeId set = find_set();
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            if (entries_[i].role == EntryRole::reference && level) {
                check_provided(tree_, entries_[i].resource, Provided::document_reference, *level, report_);
            }
        }
        if (set != json::no_node && level) {
            check_provided(tree_, set, Provided::submission_set, *level, report_);
        }
        read_documents(set);
        check_unused();
        return std::move(out_);
    }

private:
    std::optional<Level> read_level() {
        std::optional<Level> out;
        for (const NodeId profile : nodes_at(tree_, Tree::root, "meta.profile")) {
            out = std::max(out, level_of(tree_.text(profile)));
        }
        if (!out) {
            report_.add(Message::mhd_profile_missing, {.path = "Bundle.meta.profile"}, {bundle_profiles()});
        }
        return out;
    }

    void read_entries() {
        for (const NodeId node : nodes_at(tree_, Tree::root, "entry")) {
            Entry entry{.node = node, .resource = tree_.child(node, "resource"), .type = {}, .full_url = text_at(tree_, node, "fullUrl")};
            const std::string_view method = text_at(tree_, node, "request.method");
            entry.type = entry.resource == json::no_node ? std::string_view{} : text_at(tree_, entry.resource, "resourceType");
            const auto* const kind = std::ranges::find_if(kinds, [&](const KindRow& each) { return each.type == entry.type && each.method == method; });
            if (kind == std::end(kinds)) {
                report_.add(Message::mhd_entry_not_allowed, json::where(tree_, node), {fmt::format("{} {}", method, entry.type), allowed_entries()});
                continue;
            }
            entry.role = kind->role;
            check_full_url(entry);
            entries_.push_back(entry);
            out_.roles.push_back(kind->role);
        }
    }

    void check_full_url(const Entry& entry) {
        const bool is_twice = !entry.full_url.empty() && std::ranges::find(entries_, entry.full_url, &Entry::full_url) != entries_.end();
        if (is_twice) {
            add_wrong(tree_, node_at(tree_, entry.node, "fullUrl"), "entry.fullUrl", "1", entry.full_url, report_);
        }
        if (entry.full_url.empty() && entry.role != EntryRole::update && entry.role != EntryRole::patient) {
            add_wrong(tree_, entry.node, "entry.fullUrl", "urn:uuid:…", "-", report_);
        }
    }

    NodeId find_set() {
        NodeId out = json::no_node;
        std::size_t count = 0;
        for (const Entry& entry : entries_) {
            if (entry.role == EntryRole::submission_set) {
                out = entry.resource;
                ++count;
            }
        }
        if (count != 1) {
            add_wrong(tree_, Tree::root, "Bundle.entry:SubmissionSet", "1", std::to_string(count), report_);
        }
        return out;
    }

    void read_documents(NodeId set) {
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            if (entries_[i].role != EntryRole::reference) {
                continue;
            }
            if (set != json::no_node) {
                check_listed(entries_[i], set);
            }
            read_document(i, set);
        }
        if (out_.documents.empty() && !report_.at_least(diag::Severity::error)) {
            add_wrong(tree_, Tree::root, "Bundle.entry:DocumentRefs", "1..*", "0", report_);
        }
    }

    void check_listed(const Entry& entry, NodeId set) {
        const std::vector<NodeId> items = nodes_at(tree_, set, "entry.item.reference");
        if (std::ranges::none_of(items, [&](NodeId item) { return tree_.text(item) == entry.full_url; })) {
            add_wrong(tree_, set, "List.entry.item", entry.full_url, "-", report_);
        }
    }

    void read_document(std::size_t number, NodeId set) {
        const NodeId reference = entries_[number].resource;
        const std::string_view url = text_at(tree_, reference, "content.attachment.url");
        const auto found = std::ranges::find_if(entries_, [&](const Entry& each) { return each.role == EntryRole::document && each.full_url == url; });
        if (url.empty() || found == entries_.end()) {
            const NodeId place = node_at(tree_, reference, "content.attachment.url");
            add_wrong(tree_, place == json::no_node ? reference : place, "content.attachment.url", "Bundle.entry.fullUrl", url, report_);
            return;
        }
        found->used = true;
        ProvidedDocument document{.unique_id = std::string(text_at(tree_, reference, "masterIdentifier.value")),
                                  .reference = number,
                                  .document = static_cast<std::size_t>(found - entries_.begin())};
        found->type == "Bundle" ? read_fhir_document(*found, reference, document) : read_binary(*found, reference, document);
        read_replaced(reference, document);
        document.patient = parse_reference(text_at(tree_, reference, "subject.reference"));
        document.facts = told_facts(tree_, reference, set, [this](std::string_view to) { return resource_of(to); });
        out_.documents.push_back(std::move(document));
    }

    NodeId resource_of(std::string_view full_url) const {
        const auto found = std::ranges::find(entries_, full_url, &Entry::full_url);
        return found == entries_.end() ? json::no_node : found->resource;
    }

    // FHIR documents have neither hash nor size: a server may write them anew.
    void read_fhir_document(const Entry& entry, NodeId reference, ProvidedDocument& document) {
        if (text_at(tree_, entry.resource, "type") != "document") {
            add_wrong(tree_, entry.resource, "Bundle.type", "document", text_at(tree_, entry.resource, "type"), report_);
        }
        for (const std::string_view name : {"hash", "size"}) {
            const NodeId stated = node_at(tree_, reference, fmt::format("content.attachment.{}", name));
            if (stated != json::no_node) {
                add_wrong(tree_, stated, fmt::format("content.attachment.{}", name), "0", {}, report_);
            }
        }
        document.bytes = tree_.raw(entry.resource);
        document.media_type = "application/fhir+json";
    }

    void read_binary(const Entry& entry, NodeId reference, ProvidedDocument& document) {
        const NodeId content = tree_.child(entry.resource, "data");
        std::optional<std::string> bytes = content == json::no_node ? std::nullopt : from_base64(tree_.text(content));
        if (!bytes || bytes->empty()) {
            add_wrong(tree_, entry.resource, "Binary.data", "base64Binary", "-", report_);
            return;
        }
        document.bytes = *std::move(bytes);
        const std::string_view told = text_at(tree_, reference, "content.attachment.contentType");
        const MediaType type = read_media_type(told);
        document.media_type = type.type;
        document.charset = type.charset;
        if (read_media_type(text_at(tree_, entry.resource, "contentType")).type != type.type) {
            add_wrong(tree_, entry.resource, "Binary.contentType", told, text_at(tree_, entry.resource, "contentType"), report_);
        }
        check_stated(reference, "size", std::to_string(document.bytes.size()));
        check_stated(reference, "hash", documents::sha1_base64(document.bytes));
    }

    void check_stated(NodeId reference, std::string_view name, const std::string& found) {
        const NodeId stated = node_at(tree_, reference, fmt::format("content.attachment.{}", name));
        if (stated != json::no_node && tree_.text(stated) != found) {
            report_.add(Message::mhd_hash_differs, json::where(tree_, stated), {std::string(name), std::string(tree_.text(stated)), found});
        }
    }

    // A replacement says so twice: by relatesTo, and by a PATCH that makes the old one superseded.
    void read_replaced(NodeId reference, ProvidedDocument& document) {
        for (const NodeId relation : nodes_at(tree_, reference, "relatesTo")) {
            const std::string_view code = text_at(tree_, relation, "code");
            const std::string_view target = text_at(tree_, relation, "target.reference");
            const std::optional<TypedId> old = parse_reference(target);
            if (code != "replaces") {
                add_wrong(tree_, relation, "relatesTo.code", "replaces", code, report_);
            } else if (!old || old->type != "DocumentReference" || old->id.resource) {
                add_wrong(tree_, relation, "relatesTo.target", "DocumentReference/…", target, report_);
            } else if (!has_patch(*old)) {
                add_wrong(tree_, relation, "Bundle.entry:UpdateDocumentRefs", fmt::format("PATCH {}", target), "-", report_);
            } else {
                document.replaces = old->id.document;
            }
        }
    }

    bool has_patch(const TypedId& old) {
        bool out = false;
        for (Entry& entry : entries_) {
            const std::optional<TypedId> patched = parse_reference(text_at(tree_, entry.node, "request.url"));
            if (entry.role == EntryRole::update && patched == old) {
                entry.used = true;
                out = true;
                check_patch(entry);
            }
        }
        return out;
    }

    void check_patch(const Entry& entry) {
        struct Part {
            std::string_view name;
            std::string_view value;
        };
        constexpr Part wanted[] = {{"path", "DocumentReference.status"}, {"type", "replace"}, {"value", "superseded"}};
        const std::vector<NodeId> parts = nodes_at(tree_, entry.resource, "parameter.part");
        for (const Part& part : wanted) {
            const bool is_there = std::ranges::any_of(
                parts, [&](NodeId each) { return text_at(tree_, each, "name") == part.name && text_at(tree_, each, "valueString|valueCode") == part.value; });
            if (!is_there) {
                add_wrong(tree_, entry.resource, fmt::format("parameter.part:{}", part.name), part.value, "-", report_);
            }
        }
    }

    // A document that nothing refers to, a PATCH that belongs to no replacement.
    void check_unused() {
        for (const Entry& entry : entries_) {
            const bool must_be_used = entry.role == EntryRole::document || entry.role == EntryRole::update;
            if (must_be_used && !entry.used) {
                const std::string_view by = entry.role == EntryRole::document ? "DocumentReference.content.attachment.url" : "DocumentReference.relatesTo";
                add_wrong(tree_, entry.node, by, entry.role == EntryRole::document ? entry.full_url : text_at(tree_, entry.node, "request.url"), "-", report_);
            }
        }
    }

    const Tree& tree_;
    diag::Report& report_;
    std::vector<Entry> entries_;
    Provision out_;
};

} // namespace

Provision read_provision(const Tree& tree, diag::Report& report) { return Reading(tree, report).run(); }

ProvidedDocument read_simplified(const Tree& tree, diag::Report& report) {
    check_provided(tree, Tree::root, Provided::simplified, Level::minimal, report);
    ProvidedDocument out{.unique_id = std::string(text_at(tree, Tree::root, "masterIdentifier.value"))};
    const MediaType type = read_media_type(text_at(tree, Tree::root, "content.attachment.contentType"));
    out.media_type = type.type;
    out.charset = type.charset;
    const NodeId content = node_at(tree, Tree::root, "content.attachment.data");
    if (content == json::no_node) {
        return out;
    }
    std::optional<std::string> bytes = from_base64(tree.text(content));
    if (!bytes || bytes->empty()) {
        add_wrong(tree, content, "content.attachment.data", "base64Binary", "-", report);
        return out;
    }
    out.bytes = *std::move(bytes);
    out.patient = parse_reference(text_at(tree, Tree::root, "subject.reference"));
    out.facts = told_facts(tree, Tree::root, json::no_node, {});
    return out;
}

} // namespace renkei::mhd
