#include "gateway/network/access/find_documents.h"

#include "gateway/network/access/document_access.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/access/reader.h"

#include <algorithm>
#include <map>
#include <set>

namespace renkei::access {
namespace {

using store::Hash;
using store::Version;

// The database finds what the reader may see by direct exchange, and what a person's rights open. Each
// document of a form that the matrix knows is then decided by the same function as one that is read.
struct HubSearch {
    const store::Snapshot& snapshot;
    const Reader& reader;
    store::DocumentQuery query;
    const IsPartThere& is_part_there;
    DocumentRights rights{snapshot, reader, is_part_there ? Parts::shown : Parts::left_out};
    bool asks_for_concealed = false;
    std::set<std::string> opened{}; // of the page of the database: documents that the hub opens whole
    std::string last{};             // the document that was decided last
    DocumentAccess access_of_last{};
    std::set<std::string> stated{}; // of the page of the database: documents that may be concealed
    store::DocumentPage out{};
    std::vector<std::string> asked{}; // of out, in its order; at the end more than the page has

    // A page ends behind the last document that is shown: what is left out stands in no token.
    diag::Result<store::DocumentPage> run() && {
        TRY_VOID(query.persons.empty() ? leave_out_received() : ask_persons());
        const std::uint32_t limit = query.limit;
        query.limit = limit + 1; // to know whether there is more
        for (bool more = true; more && asked.size() <= limit;) {
            TRY(const store::DocumentPage page, snapshot.find(query));
            more = page.more;
            query.after = page.after;
            TRY_VOID(look_up(page));
            for (const Version& version : page.versions) {
                TRY_VOID(take(version));
            }
        }
        out.more = asked.size() > limit;
        if (out.more) {
            const auto behind = asked.begin() + limit;
            std::erase_if(out.versions, [&](const Version& it) {
                return std::find(behind, asked.end(), it.document) != asked.end();
            });
            out.after = asked[limit - 1];
        }
        return std::move(out);
    }

    // What the reader brought of a newest version is its own, as the database found it.
    bool is_own(const Version& version) const {
        return query.only_current && version.submitter == reader.peer.id;
    }
    // As the database found it, it may be shown: the hub neither opens nor closes such a form to the reader.
    // Of newest versions without a person the database has left out what it closes.
    bool is_found_right(const Version& version) const {
        return reader.hub->matrix.kinds_of_form(version.form).empty() ||
               (query.only_current && (query.persons.empty() || !concerns_hub(reader, version.form)));
    }
    bool names_only_asked(const std::vector<store::NamedPerson>& persons, std::uint32_t number) const {
        return !persons.empty() && std::ranges::all_of(persons, [&](const store::NamedPerson& it) {
            return it.version != number || std::ranges::find(query.persons, it.person) != query.persons.end();
        });
    }
    bool may_be_concealed(const Version& version) const {
        return asks_for_concealed || stated.contains(version.document);
    }

    // Asks of the whole page in few statements.
    diag::Result<void> look_up(const store::DocumentPage& page) {
        std::vector<std::string> documents;
        for (const Version& version : page.versions) {
            if (!is_own(version) && (documents.empty() || documents.back() != version.document)) {
                documents.push_back(version.document);
            }
        }
        std::map<std::string, std::vector<store::NamedPerson>> named;
        if (query.only_current && !query.persons.empty()) {
            TRY(named, snapshot.named_persons(documents));
        }
        std::vector<Version> with_others; // who may be hidden
        for (const Version& version : page.versions) {
            if (!is_own(version) && !names_only_asked(named[version.document], version.number)) {
                with_others.push_back({.document = version.document, .number = version.number});
            }
        }
        TRY(stated, snapshot.with_stated_persons(with_others));
        documents.clear();
        opened.clear();
        for (const Version& version : page.versions) {
            if (is_own(version) || (!may_be_concealed(version) && is_found_right(version))) {
                continue;
            }
            if (query.only_current && !may_be_concealed(version) &&
                version.status == store::VersionStatus::current) {
                TRY(const bool is_open, rights.opens(named[version.document], version.number, version.form));
                if (is_open) {
                    opened.insert(version.document);
                    continue;
                }
            }
            if (documents.empty() || documents.back() != version.document) {
                documents.push_back(version.document);
            }
        }
        return rights.look_up(documents);
    }

    // A list without a person has, of forms that are shared by the matrix, what the reader brought.
    diag::Result<void> leave_out_received() {
        for (const std::string_view form : reader.hub->matrix.forms()) {
            if (is_by_matrix(reader, form)) {
                query.only_brought.emplace_back(form);
            }
        }
        return {};
    }

    // What they open; those who are concealed open nothing. Of a form that is closed of all of them the
    // database finds what the reader brought alone.
    diag::Result<void> ask_persons() {
        std::map<std::string_view, std::size_t> closed; // of how many of them
        for (const Hash& each : query.persons) {
            TRY(PersonAccess* const person, rights.of_person(each));
            if (person->is_concealed()) {
                asks_for_concealed = true;
                continue;
            }
            bool opens_some = false;
            for (const std::string_view form : reader.hub->matrix.forms()) {
                if (!query.form.empty() && query.form != form) {
                    continue;
                }
                TRY(const PersonAccess::Verdict* const verdict, person->most_of_form(form));
                if (verdict->is_open || (is_part_there && verdict->part)) {
                    opens_some = true;
                    add_form(form);
                }
                closed[form] += !verdict->is_open && person->closes_for_receivers(form) ? 1 : 0;
            }
            if (opens_some) {
                query.open.persons.push_back(each);
            }
        }
        for (const auto& [form, persons] : closed) {
            if (query.only_current && persons == query.persons.size()) {
                query.only_brought.emplace_back(form);
            }
        }
        return {};
    }

    void add_form(std::string_view form) {
        if (std::ranges::find(query.open.forms, form) == query.open.forms.end()) {
            query.open.forms.emplace_back(form);
        }
    }

    diag::Result<void> take(Version version) {
        std::optional<sharing::FormPart> part;
        TRY(const policy::VersionAccess access, access_of(version, part));
        if (part) {
            version = store::as_part(std::move(version), *std::move(part));
            TRY(const bool is_there, is_part_there(version));
            if (!is_there) {
                return {};
            }
        } else if (access == policy::VersionAccess::not_a_party) {
            return {};
        }
        if (asked.empty() || asked.back() != version.document) { // one after the other
            asked.push_back(version.document);
        }
        out.versions.push_back(!version.part && access == policy::VersionAccess::gone
                                   ? store::as_gone(std::move(version))
                                   : std::move(version));
        return {};
    }

    diag::Result<policy::VersionAccess> access_of(const Version& version,
                                                  std::optional<sharing::FormPart>& part) {
        const bool is_asked = may_be_concealed(version) || !is_found_right(version);
        if (is_own(version) || opened.contains(version.document) || !is_asked) {
            return policy::VersionAccess::shown;
        }
        if (last != version.document) { // versions of one document come one after the other
            TRY(access_of_last, rights.of_found(version.document));
            last = version.document;
        }
        const DocumentAccess& access = access_of_last;
        // What the reader brought is there for every person alike: that it was not would say who is hidden.
        if (may_be_concealed(version) && !access.is_brought(reader.peer, version.number)) {
            TRY(const bool is_concealed, rights.is_concealed(version.document, version.number));
            if (is_concealed) {
                return policy::VersionAccess::not_a_party;
            }
        }
        if (is_found_right(version)) {
            return policy::VersionAccess::shown;
        }
        const sharing::FormPart* const shown = access.part_of_newest(reader.peer);
        // who sent what is about a hidden person is a place, too
        const bool may_be_found = shown != nullptr && (shown->of_hidden == nullptr || query.senders.empty());
        if (may_be_found && version.number == access.history.newest) {
            part = *shown;
        }
        return access.of(reader.peer, version.number);
    }
};

} // namespace

store::Viewer viewer_of(const policy::Peer& peer) { return {peer.id, policy::identifiers_of(peer.numbers)}; }

diag::Result<store::DocumentPage> find_documents(const store::Snapshot& snapshot, const Reader& reader,
                                                 store::DocumentQuery query,
                                                 const IsPartThere& is_part_there) {
    query.viewer = viewer_of(reader.peer);
    return reader.hub == nullptr ? snapshot.find(query)
                                 : HubSearch{snapshot, reader, std::move(query), is_part_there}.run();
}

} // namespace renkei::access
