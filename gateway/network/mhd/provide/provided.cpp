#include "gateway/network/mhd/provide/provided.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/base/text_hash.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/provide/provided_metadata.h"
#include "gateway/network/mhd/provide/relates_to.h"
#include "gateway/network/mhd/provide/transaction_entries.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace renkei::mhd {
namespace {

using documents::MediaType;
using documents::read_media_type;

// What the type says beside its name is read, or it is refused: another version of FHIR is another document,
// and of a file without a form the name of its type alone is kept.
void read_type(const Tree& tree, NodeId reference, ProvidedDocument& out, RequestFindings& issues) {
    constexpr std::string_view place = "content.attachment.contentType";
    const MediaType type = read_media_type(text_at(tree, reference, place));
    out.media_type = type.type;
    out.charset = type.charset;
    const bool says_no_more =
        type.other.empty() && type.fhir_version.empty() &&
        (type.charset.empty() || documents::encoding_of_charset(type.charset) == text::Encoding::utf8);
    if (!documents::check_media_type(type) && !(documents::check_parameters(type) && says_no_more)) {
        issues.add(node_at(tree, reference, place), place, "TYPE; charset=…; fhirVersion=4.0", {});
    }
}

class ProvisionReader {
public:
    ProvisionReader(const Tree& tree, diag::Report& report)
        : tree_(tree),
          report_(report),
          issues_(tree, report),
          entries_(tree, issues_) {}

    ProvidedTransaction run(std::size_t most) {
        if (count_references() > most) {
            report_.add(message::too_many_documents, {.path = "Bundle.entry"}, {std::to_string(most)});
            return {};
        }
        if (text_at(tree_, Tree::root, "type") != "transaction") {
            issues_.add(Tree::root, "Bundle.type", "transaction", text_at(tree_, Tree::root, "type"));
        }
        const std::optional<MetadataLevel> level = read_level();
        entries_.read();
        for (const TransactionEntry& entry : entries_.all()) {
            out_.roles.push_back(entry.role);
        }
        const NodeId set = entries_.find_set();
        read_items(set);
        for (const TransactionEntry& entry : entries_.all()) {
            if (entry.role == EntryRole::reference && level) {
                check_provided(tree_, entry.resource, ProvidedResource::document_reference, *level, issues_);
            }
        }
        if (set != json::no_node && level) {
            check_provided(tree_, set, ProvidedResource::submission_set, *level, issues_);
        }
        read_parties(set);
        read_documents(set);
        entries_.check_unused();
        return std::move(out_);
    }

private:
    std::size_t count_references() const {
        const std::vector<NodeId> types = nodes_at(tree_, Tree::root, "entry.resource.resourceType");
        return static_cast<std::size_t>(std::ranges::count_if(
            types, [&](NodeId type) { return tree_.text(type) == "DocumentReference"; }));
    }

    std::optional<MetadataLevel> read_level() {
        std::optional<MetadataLevel> out;
        for (const NodeId profile : nodes_at(tree_, Tree::root, "meta.profile")) {
            out = std::max(out, level_of(tree_.text(profile)));
        }
        if (!out) {
            report_.add(message::mhd_profile_missing, {.path = "Bundle.meta.profile"}, {bundle_profiles()});
        }
        return out;
    }

    void read_parties(NodeId set) {
        if (set != json::no_node) {
            parties_ = parties_of_set(tree_, set, follow_);
            check_few(set, "List: source, intendedRecipient",
                      std::max(parties_.senders.size(), parties_.receivers.size()));
        }
    }

    void check_few(NodeId node, std::string_view element, std::size_t count) {
        if (count > max_parties) {
            issues_.add(node, element, fmt::format("0..{}", max_parties), fmt::format("{}..*", count));
        }
    }

    void read_documents(NodeId set) {
        for (std::size_t i = 0; i < entries_.all().size(); ++i) {
            const TransactionEntry& entry = entries_.all()[i];
            if (entry.role != EntryRole::reference) {
                continue;
            }
            if (set != json::no_node) {
                check_listed(entry, set);
            }
            read_document(i);
        }
        if (out_.documents.empty() && !issues_.any()) {
            issues_.add(Tree::root, "Bundle.entry:DocumentRefs", "1..*", "0");
        }
    }

    void read_items(NodeId set) {
        if (set != json::no_node) {
            for (const NodeId item : nodes_at(tree_, set, "entry.item.reference")) {
                items_.insert(tree_.text(item));
            }
        }
    }

    void check_listed(const TransactionEntry& entry, NodeId set) {
        if (!items_.contains(entry.full_url)) {
            issues_.add(set, "List.entry.item", entry.full_url, "-");
        }
    }

    void read_document(std::size_t number) {
        const NodeId reference = entries_.all()[number].resource;
        const std::string_view url = text_at(tree_, reference, "content.attachment.url");
        TransactionEntry* const found = entries_.find(url);
        if (found == nullptr || found->role != EntryRole::document) {
            const NodeId place = node_at(tree_, reference, "content.attachment.url");
            issues_.add(place == json::no_node ? reference : place, "content.attachment.url",
                        "Bundle.entry.fullUrl", url);
            return;
        }
        found->used = true;
        ProvidedDocument document{.unique_id =
                                      std::string(text_at(tree_, reference, "masterIdentifier.value")),
                                  .reference = number,
                                  .document = entries_.number_of(url)};
        found->type == "Bundle" ? read_fhir_document(*found, reference, document)
                                : read_binary(*found, reference, document);
        const std::string place = fmt::format("Bundle.entry[{}].resource.relatesTo", document.reference);
        read_relations(
            tree_, reference, place, [this](const Replacement& it) { return is_patched(it); }, document,
            issues_);
        document.replaces_only = entries_.known_versions(document.replaces);
        document.patient = parse_reference(text_at(tree_, reference, "subject.reference"));
        document.subject_at = fmt::format("Bundle.entry[{}].resource.subject", document.reference);
        if (!issues_.any()) {
            document.metadata = metadata_of_reference(tree_, reference, parties_, follow_);
            check_few(reference, "DocumentReference: author, subject",
                      std::max(document.metadata.senders.size(), document.metadata.persons.size()));
        }
        out_.documents.push_back(std::move(document));
    }

    // FHIR documents have neither hash nor size: a server may reformat them.
    void read_fhir_document(const TransactionEntry& entry, NodeId reference, ProvidedDocument& document) {
        if (text_at(tree_, entry.resource, "type") != "document") {
            issues_.add(entry.resource, "Bundle.type", "document", text_at(tree_, entry.resource, "type"));
        }
        for (const std::string_view name : {"hash", "size"}) {
            const NodeId stated = node_at(tree_, reference, fmt::format("content.attachment.{}", name));
            if (stated != json::no_node) {
                issues_.add(stated, fmt::format("content.attachment.{}", name), "0", {});
            }
        }
        document.bytes = tree_.raw(entry.resource);
        document.media_type = "application/fhir+json";
    }

    void read_binary(const TransactionEntry& entry, NodeId reference, ProvidedDocument& document) {
        const NodeId content = tree_.child(entry.resource, "data");
        std::optional<std::string> bytes =
            content == json::no_node ? std::nullopt : base::from_base64(tree_.text(content));
        if (!bytes || bytes->empty()) {
            issues_.add(entry.resource, "Binary.data", "base64Binary", "-");
            return;
        }
        document.bytes = *std::move(bytes);
        const std::string_view declared = text_at(tree_, reference, "content.attachment.contentType");
        read_type(tree_, reference, document, issues_);
        const std::string_view of_binary = text_at(tree_, entry.resource, "contentType");
        const MediaType type = read_media_type(of_binary);
        document.charset = document.charset.empty() ? type.charset : document.charset;
        const bool is_same = type.type == document.media_type && type.other.empty() && type.is_of_r4() &&
                             (type.charset.empty() || type.charset == document.charset);
        if (!is_same) {
            issues_.add(entry.resource, "Binary.contentType", declared, of_binary);
        }
        check_stated(reference, "size", std::to_string(document.bytes.size()));
        check_stated(reference, "hash", documents::sha1_base64(document.bytes));
    }

    void check_stated(NodeId reference, std::string_view name, const std::string& found) {
        const NodeId stated = node_at(tree_, reference, fmt::format("content.attachment.{}", name));
        if (stated != json::no_node && tree_.text(stated) != found) {
            issues_.add(message::mhd_hash_differs, stated,
                        {std::string(name), std::string(tree_.text(stated)), found});
        }
    }

    // A replacement says so twice: by relatesTo, and by a PATCH that makes the old one superseded.
    bool is_patched(const Replacement& replacement) {
        const bool out = entries_.has_patch(replacement.old);
        if (!out) {
            issues_.add(replacement.relation, "Bundle.entry:UpdateDocumentRefs",
                        fmt::format("PATCH {}", replacement.target), "-");
        }
        return out;
    }

    const Tree& tree_;
    diag::Report& report_;
    RequestFindings issues_;
    TransactionEntries entries_;
    // what the SubmissionSet lists; the tree owns them
    std::unordered_set<std::string_view, base::TextHash> items_;
    Follow follow_ = [this](std::string_view to) { return entries_.resource_of(to); };
    SetParties parties_;
    ProvidedTransaction out_;
};

} // namespace

ProvidedTransaction read_provision(const Tree& tree, std::size_t most, diag::Report& report) {
    return ProvisionReader(tree, report).run(most);
}

ProvidedDocument read_simplified(const Tree& tree, diag::Report& report) {
    RequestFindings issues(tree, report);
    check_provided(tree, Tree::root, ProvidedResource::simplified, MetadataLevel::minimal, issues);
    ProvidedDocument out{.unique_id = std::string(text_at(tree, Tree::root, "masterIdentifier.value"))};
    read_type(tree, Tree::root, out, issues);
    // there is no transaction in which the old one could be made superseded as well: the relation says it
    // alone
    const auto is_ours = [&](const Replacement& it) {
        const bool is_address = it.target.find("://") != std::string_view::npos; // maybe another server's
        if (is_address) {
            refuse_target(tree, it, issues);
        }
        return !is_address;
    };
    read_relations(tree, Tree::root, "DocumentReference.relatesTo", is_ours, out, issues);
    const NodeId content = node_at(tree, Tree::root, "content.attachment.data");
    if (content == json::no_node) {
        return out;
    }
    std::optional<std::string> bytes = base::from_base64(tree.text(content));
    if (!bytes || bytes->empty()) {
        issues.add(content, "content.attachment.data", "base64Binary", "-");
        return out;
    }
    out.bytes = *std::move(bytes);
    out.patient = parse_reference(text_at(tree, Tree::root, "subject.reference"));
    out.subject_at = "DocumentReference.subject";
    out.metadata = metadata_of_reference(tree, Tree::root, {}, {});
    return out;
}

} // namespace renkei::mhd
