// The entries of an ITI-65 transaction: which kinds may stand in it, what finds them, and which of them are
// used.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/provide/provide_rules.h"
#include "gateway/network/mhd/provide/provided.h"

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::mhd {

struct TransactionEntry {
    json::NodeId node = json::no_node;
    json::NodeId resource = json::no_node;
    std::string_view type;
    std::string_view full_url;
    EntryRole role = EntryRole::reference;
    bool used = false;                  // by a DocumentReference
    std::vector<std::uint32_t> known{}; // request.ifMatch of a PATCH
};

class TransactionEntries {
public:
    // Both outlive it.
    TransactionEntries(const json::Tree& tree, RequestFindings& issues) : tree_(tree), issues_(issues) {}

    void read();
    std::span<const TransactionEntry> all() const { return entries_; }
    // The resource of the only SubmissionSet; what is wrong with their number is reported.
    json::NodeId find_set();
    // Owned here; nullptr: there is none.
    TransactionEntry* find(std::string_view full_url);
    json::NodeId resource_of(std::string_view full_url);
    std::size_t number_of(std::string_view full_url) const { return by_url_.at(full_url); }
    // Is there a PATCH of this document? Its first use checks it.
    bool has_patch(const TypedId& old);
    // The versions of the document that its PATCH knows (request.ifMatch); empty: it states no condition.
    std::vector<std::uint32_t> known_versions(const std::string& document) const;
    // Reports a document that nothing refers to, and a PATCH that belongs to no replacement.
    void check_unused();

private:
    void note_patch(const TransactionEntry& entry);
    bool is_of_own_identifier(const TransactionEntry& entry, json::NodeId condition) const;
    void check_conditions(TransactionEntry& entry);
    void check_full_url(const TransactionEntry& entry);
    void check_patch(const TransactionEntry& entry);

    const json::Tree& tree_;
    RequestFindings& issues_;
    std::vector<TransactionEntry> entries_;
    // fullUrl → number of the entry; the tree owns the texts
    std::unordered_map<std::string_view, std::size_t, base::TextHash> by_url_;
    // document → numbers of the entries that supersede it
    std::unordered_map<std::string, std::vector<std::size_t>, base::TextHash> patches_;
};

} // namespace renkei::mhd
