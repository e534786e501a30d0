// Documents that have a number of one person, and whose Patients cannot be one person (person_description.h):
// they are offered by person, and nothing is joined.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/network/mhd/search/person_description.h"
#include "gateway/network/store/rows/rows.h"

#include <cstddef>
#include <string>
#include <vector>

namespace renkei::mhd {

struct NamedDocument {
    std::string document{}; // its id
    std::string title{};
    std::string date{};
};
NamedDocument name_of(const store::Version& version);
std::string url_of(const NamedDocument& document, const std::string& base); // `base`: of the API

struct DocumentsApart {
    std::vector<std::vector<NamedDocument>> persons{};
    std::vector<NamedDocument> undecided{}; // of which person is not known
    std::size_t count_undecided = 0;        // with those that are not named
    PersonAgreement differences{};          // between the persons
    std::size_t damaged = 0;                // documents that do not open; of which person is not known

    bool are_of_several() const { return persons.size() > 1; }
};

// Documents as they are read, each with its Patient.
class DescribedDocuments {
public:
    void add(const store::Version& version, PersonDescription person) {
        documents_.push_back(name_of(version));
        persons_.push_back(std::move(person));
    }
    DocumentsApart apart() const;

private:
    std::vector<NamedDocument> documents_;
    std::vector<PersonDescription> persons_;
};

// Why nothing is joined, and a reference to each document. `base`: of the API.
diag::Report report_of(const DocumentsApart& apart, const std::string& base);

} // namespace renkei::mhd
