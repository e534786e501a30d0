// Persons and organisations of a document that its metadata name: authors, sources, the custodian.
#pragma once

#include "gateway/network/mhd/metadata/document_view.h"
#include "gateway/network/policy/number.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

// A resource of the document, under the id that it has as a contained one.
struct DocumentAuthor {
    std::string id;
    std::size_t entry;
};

class DocumentPeople {
public:
    explicit DocumentPeople(const DocumentView& view); // which outlives it

    // Persons and organisations that stand for the author: roles are followed to both.
    const std::vector<DocumentAuthor>& authors() const { return authors_; }
    // PractitionerRoles among the authors.
    const std::vector<json::NodeId>& author_roles() const { return roles_; }
    // The first person and the first organisation among the authors.
    std::vector<DocumentAuthor> sources() const;
    bool is_organization(const DocumentAuthor& each) const {
        return view_.type(each.entry) == "Organization";
    }
    std::optional<std::size_t> custodian_entry() const;
    // The custodian, else who submitted the document. None: it is a part that names no custodian.
    std::optional<policy::Identifier> sender() const;
    // Without identifiers that only give a reason why the number is absent.
    std::vector<json::NodeId> known_identifiers(std::size_t entry) const;

private:
    void add_author(std::string_view reference);
    std::optional<std::size_t> entry_of(std::string_view reference) const;

    const DocumentView& view_;
    std::vector<DocumentAuthor> authors_{};
    std::vector<json::NodeId> roles_{};
};

} // namespace renkei::mhd
