// What an office has of one form in a calendar month: the documents of each person, the one file that is made
// of them, and what is missing.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/time/date.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/sharing/named_subject.h"
#include "gateway/network/store/rows/snapshot.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::server {

// Whether an interface collects files of many persons of the form, which name no receiver (`interface:` of a
// syntax).
bool is_collected(const form::Form& form);
// The newest edition of each such form; their ids for people.
std::vector<const mapping::Plan*> collected_forms(const catalogue::Catalogue& catalogue);
std::string collected_form_ids(const catalogue::Catalogue& catalogue);

struct MonthPerson {
    std::vector<seal::Hash> numbers{}; // that are linked; none: a document that names no person
    sharing::NamedSubject subject{};   // as the registration has it
    bool is_served = false;            // registered with the office on some day of the month
    std::vector<std::pair<store::Version, std::string>> documents{}; // the newest versions, and their FHIR
    diag::Report missing{};
};

struct OfficeMonth {
    std::vector<MonthPerson> persons{};   // those who are served by kana, then others
    std::vector<std::string> documents{}; // that were opened
    std::size_t unread = 0;               // registrations that do not open
};

// A file is of one office: the one that is named ("office:9970100021"), or the only number of the peer.
std::optional<policy::Number> office_of(const policy::Peer& peer, std::string_view named);
std::string office_names(const policy::Peer& peer); // for people

// `office`: a number of the reader's peer. `month`: without a day. Documents are opened if there is room for
// so many bytes.
diag::Result<OfficeMonth> office_month(const store::Snapshot& snapshot, const access::Reader& reader,
                                       const policy::Number& office, std::string_view form,
                                       const time::Date& month,
                                       const std::function<bool(std::uint64_t)>& has_room,
                                       std::uint32_t documents_at_once = 200);

struct MonthFile {
    std::string name{};  // of the last document, but for what names it alone; empty without one
    std::string bytes{}; // the header once, then the documents by their days
    bool is_utf8 = true; // else CP932
    std::size_t count = 0;
};
// Takes the documents that convert() does not refuse, and says of each person what is not in the file.
// `plan`: of the form.
enum class MonthOf : bool { served, all };
MonthFile file_of(OfficeMonth& month, service::Workspace& workspace, const mapping::Plan& plan, MonthOf whom);

} // namespace renkei::server
