// The resources of one document, of one type: those of its Bundle, and those that are made for the document
// as a whole: its DocumentReferences, its SubmissionSet, its Provenance.
#pragma once

#include "gateway/network/mhd/metadata/document_view.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/search_request.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

// A resource that is made for the document as a whole.
struct GeneratedResource {
    std::string text;
    json::Tree tree;
};

// An open document, with the resources that are made for it, generated on demand.
class OpenDocument {
public:
    // `base`: of the API, "https://host/fhir".
    OpenDocument(std::unique_ptr<DocumentView> view, std::string base)
        : view_(std::move(view)),
          base_(std::move(base)) {}

    const DocumentView& view() const { return *view_; }
    const std::string& base() const { return base_; }
    // The resource with this type and this number in its id (resources::no_entry for none), or null.
    const GeneratedResource* generated(std::string_view type, std::uint32_t number);

private:
    static constexpr std::size_t kinds = 4;
    std::unique_ptr<DocumentView> view_;
    std::string base_;
    std::array<std::unique_ptr<GeneratedResource>, kinds> generated_{};
};

struct Candidate {
    OpenDocument* document = nullptr;
    const json::Tree* tree = nullptr;
    json::NodeId node = json::no_node;
    std::uint32_t number = resources::no_entry;   // in its id, of the entry if it is one; no_entry: none
    const GeneratedResource* generated = nullptr; // null: it is an entry

    std::string_view type() const;
    TypedId key() const;
    std::string json() const;
};

std::vector<Candidate> candidates(OpenDocument& document, std::string_view type);
// The resource with this id; nothing if the document does not have it.
std::optional<Candidate> candidate(OpenDocument& document, const TypedId& key);

// Resources of the same document that the references at `path` lead to.
std::vector<TypedId> targets(const Candidate& from, std::string_view path);
Follow follow_from(const Candidate& candidate); // to what it refers to, contained or in its document
bool matches(const Candidate& candidate, const Filter& filter);
// Is the resource about the person of the document? A resource that is made for the document is, too, if
// it names no resource at `path`.
bool is_about_subject(const Candidate& candidate, std::string_view path);

} // namespace renkei::mhd
