#include "gateway/network/server/documents/person_in_form.h"

#include "gateway/core/text/width.h"
#include "gateway/core/text/words.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace renkei::server {

using diag::Result;
using store::Hash;

std::set<std::string, std::less<>> names_in_url(const Request& request) {
    std::set<std::string, std::less<>> out;
    // else it would not be here
    if (const HttpResult<http::RequestTarget> target = http::read_target(request.target)) {
        std::ranges::transform(target->query, std::inserter(out, out.end()), &Pairs::value_type::first);
    }
    return out;
}

std::string typed_number(std::string_view value) {
    const std::string narrow = text::narrow_ascii(value);
    return std::string(text::trim(narrow));
}

Result<void> check_one_person(const store::Snapshot& snapshot, const access::Reader& reader,
                              const store::DocumentQuery& query, std::span<const Hash> alone) {
    store::DocumentQuery all{.persons = query.persons, .limit = page_of_list.most};
    std::vector<Hash> one; // whom the first document is about, with all that is linked
    bool is_several = false;
    bool has_more = true;
    while (has_more && !is_several) {
        TRY(const store::DocumentPage page, access::find_documents(snapshot, reader, all));
        const bool is_only_one = all.after.empty() && page.versions.size() == 1;
        for (const store::Version& version : page.versions) {
            TRY(const std::vector<Hash> persons, snapshot.persons(version.document, version.number));
            if (persons.empty()) {
                continue;
            }
            if (std::ranges::find(query.persons, persons.front()) != query.persons.end()) {
                // nothing more exact is known of this one
                is_several |= !is_only_one && std::ranges::find(alone, persons.front()) != alone.end();
                continue;
            }
            if (one.empty()) {
                TRY(one, snapshot.linked_persons(persons.front()));
            }
            is_several |= std::ranges::find(one, persons.front()) == one.end();
        }
        has_more = page.more;
        all.after = page.after;
    }
    return is_several ? Result<void>(diag::fail(message::person_ambiguous, {}, {documents::person_forms}))
                      : Result<void>();
}

} // namespace renkei::server
