#include "gateway/network/mhd/search/documents_apart.h"

#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

namespace renkei::mhd {
std::string url_of(const NamedDocument& document, const std::string& base) {
    return fmt::format("{}/DocumentReference/{}", base, logical_id(document.document));
}

NamedDocument name_of(const store::Version& version) {
    return {.document = version.document, .title = version.title, .date = version.date};
}

DocumentsApart DescribedDocuments::apart() const {
    const PersonsApart found = tell_apart(persons_);
    DocumentsApart out{.count_undecided = found.undecided.size(), .differences = found.differences};
    for (const std::vector<std::size_t>& person : found.persons) {
        std::vector<NamedDocument>& documents = out.persons.emplace_back();
        for (const std::size_t place : person) {
            documents.push_back(documents_[place]);
        }
    }
    for (const std::size_t place : found.undecided) {
        out.undecided.push_back(documents_[place]);
    }
    return out;
}

diag::Report report_of(const DocumentsApart& apart, const std::string& base) {
    diag::Report out;
    const std::string count = std::to_string(apart.persons.size());
    out.add(message::persons_differ, {}, {count, differing_elements(apart.differences)});
    for (std::size_t i = 0; i < apart.persons.size(); ++i) {
        for (const NamedDocument& each : apart.persons[i]) {
            out.add(message::person_document, {}, {std::to_string(i + 1), count, url_of(each, base)});
        }
    }
    for (const NamedDocument& each : apart.undecided) {
        out.add(message::person_document_undecided, {}, {url_of(each, base)});
    }
    if (apart.count_undecided > apart.undecided.size()) {
        out.add(message::person_documents_more, {},
                {std::to_string(apart.count_undecided - apart.undecided.size())});
    }
    report_unreadable(apart.damaged, out);
    return out;
}

} // namespace renkei::mhd
