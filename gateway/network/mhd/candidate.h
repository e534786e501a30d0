// The resources of one document, of one type: those of its Bundle, and its DocumentReference and
// SubmissionSet.
#pragma once

#include "gateway/network/mhd/document_view.h"
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/mhd/search_request.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

// An open document, with its metadata resources, generated on demand.
class OpenDocument {
public:
    // `base`: of the API, "https://host/fhir".
    OpenDocument(std::unique_ptr<DocumentView> view, std::string base)
        : view_(std::move(view)),
          base_(std::move(base)) {}

    const DocumentView& view() const { return *view_; }
    const std::string& base() const { return base_; }
    std::string binary_url() const { return base_ + "/Binary/" + logical_id(view_->version().document); }
    // "DocumentReference" or "List"; null for other types.
    const json::Tree* generated(std::string_view type);
    std::string text_of_made(std::string_view type) const; // its JSON

private:
    struct GeneratedResource {
        std::string text;
        json::Tree tree;
    };
    std::unique_ptr<DocumentView> view_;
    std::string base_;
    std::unique_ptr<GeneratedResource> reference_;
    std::unique_ptr<GeneratedResource> list_;
};

struct Candidate {
    OpenDocument* document = nullptr;
    const json::Tree* tree = nullptr;
    json::NodeId node = json::no_node;
    std::uint32_t number = resources::no_entry; // of the entry; no_entry: made

    std::string_view type() const;
    TypedId key() const;
    std::string json() const;
};

std::vector<Candidate> candidates(OpenDocument& document, std::string_view type);
// The resource with this id; nothing: it has none such.
std::optional<Candidate> candidate(OpenDocument& document, const TypedId& key);

// Resources of the same document that the references at `path` lead to.
std::vector<TypedId> targets(const Candidate& from, std::string_view path);
bool matches(const Candidate& candidate, const Filter& filter);
// Is it about the person of the document?
bool is_about_subject(const Candidate& candidate, std::string_view path);

} // namespace renkei::mhd
