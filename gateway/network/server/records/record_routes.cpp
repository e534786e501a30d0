#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/records/plain_handlers.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/server/records/record_search.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/sharing/certification.h"
#include "gateway/network/sharing/consent.h"
#include "gateway/network/sharing/registration.h"

namespace renkei::server {
namespace {

using audit::Action;
using sharing::Certification;
using sharing::Consent;
using sharing::Registration;

constexpr int of_reading_records[] = {200, 304, 404, 406, 410, 412};
constexpr int of_searching_records[] = {200, 404, 406};
constexpr int of_entering_records[] = {200, 201, 403, 406, 409, 415, 422};
constexpr int of_pages_of_records[] = {200, 404, 406};
constexpr int of_acts_on_pages[] = {200, 400, 403, 404, 406, 409, 412, 422};
constexpr int of_reading_cases[] = {200, 404, 406};
constexpr int of_updating_records[] = {200, 403, 404, 406, 409, 412, 415, 422};

constexpr Route routes_of_records[] = {
    {"POST", "/fhir/Consent", "consent-enter", "A consent or refusal of a person", "Consent", "create",
     Audited{{Action::create, "consent-give"}, create_record<Consent>}, of_entering_records},
    {"GET", "/fhir/Consent/{id}", "consent-read", "A consent or refusal", "Consent", "read",
     Audited{listed_consents, read_record<Consent>}, of_reading_records, false, read_parameters},
    {"PUT", "/fhir/Consent/{id}", "consent-update", "Withdraws a consent", "Consent", "update",
     Audited{{Action::update, "consent-withdraw"}, update_record<Consent>}, of_updating_records},
    {"GET", "/fhir/Consent", "consent-search", "", "", "", Audited{listed_consents, search_records<Consent>},
     of_searching_records},
    {"POST", "/fhir/Consent/_search", "consent-search", "Consents and refusals of a person", "Consent",
     "search-type", Audited{listed_consents, search_records<Consent>}, of_searching_records, false,
     kept_search_parameters},
    {"POST", "/fhir/EpisodeOfCare", "registration-enter", "Registers an office of a person", "EpisodeOfCare",
     "create", Audited{{Action::create, "registration-add"}, create_record<Registration>},
     of_entering_records},
    {"GET", "/fhir/EpisodeOfCare/{id}", "registration-read", "A registration of an office", "EpisodeOfCare",
     "read", Audited{listed_registrations, read_record<Registration>}, of_reading_records, false,
     read_parameters},
    {"PUT", "/fhir/EpisodeOfCare/{id}", "registration-update", "Changes or ends a registration",
     "EpisodeOfCare", "update", Audited{{Action::update, "registration-change"}, update_record<Registration>},
     of_updating_records},
    {"GET", "/fhir/EpisodeOfCare", "registration-search", "", "", "",
     Audited{listed_registrations, search_registrations}, of_searching_records, false,
     registration_parameters}, // the next page of a list: a person stands in no URL
    {"POST", "/fhir/EpisodeOfCare/_search", "registration-search",
     "Offices of a person, or the persons of the caller's offices", "EpisodeOfCare", "search-type",
     Audited{listed_registrations, search_registrations}, of_searching_records, false,
     registration_parameters},
    {"POST", "/fhir/Task", "task-enter",
     "An application for certification that was made to the caller, or its request for 主治医意見書", "Task",
     "create", Audited{{Action::create, "certification-start"}, enter_task}, of_entering_records},
    {"PUT", "/fhir/Task/{id}", "task-update", "What is done of an application or a request, or its end",
     "Task", "update", Audited{{Action::update, "certification-step"}, update_task}, of_updating_records},
    {"GET", "/fhir/Task/{id}", "task-read", "An application for certification, a request for 主治医意見書",
     "Task", "read", Audited{listed_tasks, read_record<Certification>}, of_reading_records, false,
     read_parameters},
    {"GET", "/fhir/Task", "task-search", "", "", "", Audited{listed_tasks, search_tasks},
     of_searching_records, false, task_search_parameters}, // the next page of a work list
    {"POST", "/fhir/Task/_search", "task-search", "What is under way for a person, or waits for the caller",
     "Task", "search-type", Audited{listed_tasks, search_tasks}, of_searching_records, false,
     task_search_parameters},
    {"POST", "/fhir/Basic", "basic-enter",
     "What an organisation is to a person, what is known of a person, or an insurer's settings", "Basic",
     "create", Audited{{Action::create, "relation-add"}, enter_basic}, of_entering_records},
    {"GET", "/fhir/Basic/{id}", "basic-read", "A relation, what is known of a person, an insurer", "Basic",
     "read", Audited{{Action::read, "relation-list"}, read_basic}, of_reading_records, false,
     read_parameters},
    {"PUT", "/fhir/Basic/{id}", "basic-update",
     "Ends a relation; changes what is known of a person or insurer", "Basic", "update",
     Audited{{Action::update, "relation-end"}, update_basic}, of_updating_records},
    {"GET", "/fhir/Basic", "basic-search", "", "", "",
     Audited{{Action::query, "relation-list"}, search_basics}, of_searching_records, false,
     registration_parameters}, // the next page of a list: a person stands in no URL
    {"POST", "/fhir/Basic/_search", "basic-search",
     "What is known of a person, and relations; or surveys and cases of the caller", "Basic", "search-type",
     Audited{{Action::query, "relation-list"}, search_basics}, of_searching_records, false,
     registration_parameters},
    {"GET", "/work", "work-page", "What waits for the caller as a page, what is due first", "", "",
     Audited{listed_tasks, show_work}, of_pages_of_records},
    {"POST", "/work/_search", "work-search", "Some of it", "", "", Audited{listed_tasks, show_work},
     of_pages_of_records, false, work_parameters},
    {"GET", "/cases/{id}", "case-papers",
     "The papers of a case before the certification board, for its member: a page, or one Bundle", "", "",
     Audited{{Action::read, "case-papers"}, read_case}, of_reading_cases},
    {"GET", "/export-month", "export-month",
     "What the caller has of a form in a month for all persons whom it serves, and what is missing, as a "
     "page; or the file",
     "", "", Audited{{Action::query, "export-month"}, show_month}, of_pages_of_records, false,
     month_parameters},
    {"GET", "/records", "records-page", "A page that asks for a person", "", "",
     Audited{listed_registrations, show_records}, of_pages_of_records},
    {"POST", "/records/act", "records-act", "", "", "", // a form of our own pages
     Audited{{Action::query, "record-form"}, show_act}, of_acts_on_pages},
    {"POST", "/records/_search", "records-search", "Offices and consents of a person as a page", "", "",
     Audited{listed_registrations, show_records}, of_pages_of_records, false, records_page_parameters},
};

} // namespace

std::span<const Route> record_routes() {
    static const std::vector<Route> all = [] {
        std::vector<Route> out = plain_routes();
        out.insert(out.end(), std::begin(routes_of_records), std::end(routes_of_records));
        return out;
    }();
    return all;
}

} // namespace renkei::server
