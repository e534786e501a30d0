// The members of the seven kinds of records. The structs stand where decisions read them.
#pragma once

#include "gateway/network/sharing/certification.h"
#include "gateway/network/sharing/consent.h"
#include "gateway/network/sharing/insurer.h"
#include "gateway/network/sharing/members.h"
#include "gateway/network/sharing/opinion_request.h"
#include "gateway/network/sharing/person_state.h"
#include "gateway/network/sharing/registration.h"
#include "gateway/network/sharing/stated_relation.h"

namespace renkei::sharing {

struct InsurerNumber : Plain<std::string> {
    static std::string expected() { return "000000"; }
    static void read(RecordReader& in, std::string_view key, std::string& out) {
        out = in.insurer(key).value_or(out);
    }
};
struct Month : Plain<std::optional<time::Date>> {
    static std::string expected() { return "YYYY-MM"; }
    static void read(RecordReader& in, std::string_view key, std::optional<time::Date>& out) {
        out = in.month(key);
    }
};

template <>
inline constexpr auto members<Withdrawal> = std::tuple(member("at", &Withdrawal::at).needed(),
                                                       member("by", &Withdrawal::by).needed(),
                                                       member("why", &Withdrawal::why));
template <>
inline constexpr auto members<Consent> = std::tuple(
    member("id", &Consent::id).needed(), member_as<InsurerNumber>("insurer", &Consent::insurer).needed(),
    member("taker", &Consent::taker).needed(), member("channel", &Consent::channel).needed(),
    member("permits", &Consent::permits).needed(), member("kinds", &Consent::kinds),
    member("receivers", &Consent::receivers), member("purposes", &Consent::purposes),
    member("from", &Consent::from), member("until", &Consent::until),
    member("given_at", &Consent::given_at).needed(), member("given_by", &Consent::given_by).needed(),
    member("evidence", &Consent::evidence), member("withdrawn", &Consent::withdrawn));

// None is called in events: a name is in no audit.
template <>
inline constexpr auto members<NamedSubject> = std::tuple(member("number", &NamedSubject::number),
                                                         member("name", &NamedSubject::name),
                                                         member("kana", &NamedSubject::kana),
                                                         member("birth", &NamedSubject::birth));

template <>
inline constexpr auto members<IdentityCheck> = std::tuple(member("method", &IdentityCheck::method).needed(),
                                                          member("at", &IdentityCheck::at).needed(),
                                                          member("user", &IdentityCheck::user));
template <>
inline constexpr auto
    members<RegistrationEnded> = std::tuple(member("at", &RegistrationEnded::at).needed(),
                                            member("why", &RegistrationEnded::why).needed());
template <>
inline constexpr auto members<Registration> = std::tuple(
    member("id", &Registration::id).needed(),
    member_as<InsurerNumber>("insurer", &Registration::insurer).needed(),
    member("office", &Registration::office).needed(),
    member("service_type", &Registration::service_type).called("service-type"),
    member("identity", &Registration::identity), member("from", &Registration::from).needed(),
    member("until", &Registration::until).called("until"), member("ended", &Registration::ended),
    member_as<Month>("last_service_month", &Registration::last_service_month).called("last-service"),
    member("view_until", &Registration::view_until).called("view-until"),
    member("vouched_by", &Registration::vouched_by).called("vouched-by"),
    member("makes_plan", &Registration::makes_plan).called("makes-plan"),
    member("subject", &Registration::subject));

template <>
inline constexpr auto members<OpinionReceived> =
    std::tuple(member("day", &OpinionReceived::day).needed().called("received"),
               member("way", &OpinionReceived::way).needed().called("way"),
               member("doctor_agrees", &OpinionReceived::doctor_agrees).called("doctor-agrees"),
               member("document", &OpinionReceived::document));
template <>
inline constexpr auto members<OpinionRequest> = std::tuple(
    member("id", &OpinionRequest::id).needed(),
    member_as<InsurerNumber>("insurer", &OpinionRequest::insurer).needed(),
    member("institution", &OpinionRequest::institution).needed(),
    member("service_type", &OpinionRequest::service_type), member("reference", &OpinionRequest::reference),
    member("sent", &OpinionRequest::sent).needed(), member("due", &OpinionRequest::due),
    member("received", &OpinionRequest::received),
    member("decided", &OpinionRequest::decided).called("decided"),
    member("delivered", &OpinionRequest::delivered).called("delivered"),
    member("closed", &OpinionRequest::closed).called("closed"), member("subject", &OpinionRequest::subject));

template <>
inline constexpr auto members<StatedRelation> =
    std::tuple(member("id", &StatedRelation::id).needed(),
               member_as<InsurerNumber>("insurer", &StatedRelation::insurer).needed(),
               member("organisation", &StatedRelation::organisation).needed(),
               member("kind", &StatedRelation::kind).needed(), member("from", &StatedRelation::from).needed(),
               member("until", &StatedRelation::until).called("until"), member("due", &StatedRelation::due),
               member("subject", &StatedRelation::subject));

template <>
inline constexpr auto members<PersonState> =
    std::tuple(member_as<InsurerNumber>("insurer", &PersonState::insurer).needed(),
               member("moved_in", &PersonState::moved_in), member("died", &PersonState::died),
               member("hidden", &PersonState::hidden), member("level", &PersonState::care_level));

// A day for each step that is done.
struct StepDays {
    using Days = decltype(Certification::days);
    static std::string expected() { return R"({"application": "YYYY-MM-DD"})"; }
    static void read(RecordReader& in, std::string_view key, Days& out) {
        in.object(key, [&](RecordReader& days) {
            days.need(word_of(CertificationStep::application), "YYYY-MM-DD");
            for (std::size_t i = 0; i < out.size(); ++i) {
                out[i] = days.day(words<CertificationStep>[i]);
            }
        });
    }
    static void write(json::Writer& out, std::string_view key, const Days& days) {
        out.key(key).start_object();
        for (std::size_t i = 0; i < days.size(); ++i) {
            value::write(out, words<CertificationStep>[i], days[i]);
        }
        out.end_object();
    }
    static void note_changes(const Days* before, const Days* after, std::string& out) {
        for (std::size_t i = 0; i < after->size(); ++i) {
            note_change(words<CertificationStep>[i], value::text((*before)[i]), value::text((*after)[i]),
                        out);
        }
    }
};
template <>
inline constexpr auto
    members<DelayNotice> = std::tuple(member("day", &DelayNotice::day).needed().called("delay"),
                                      member("until", &DelayNotice::until).needed().called("until"),
                                      member("reason", &DelayNotice::reason).needed());
template <>
inline constexpr auto
    members<CertifiedLevel> = std::tuple(member("level", &CertifiedLevel::level).needed().called("level"),
                                         member("from", &CertifiedLevel::from).needed().called("from"),
                                         member("until", &CertifiedLevel::until).called("until"));
template <>
inline constexpr auto members<Certification> = std::tuple(
    member("id", &Certification::id).needed(),
    member_as<InsurerNumber>("insurer", &Certification::insurer).needed(),
    member("kind", &Certification::kind).needed(), member_as<StepDays>("days", &Certification::days).needed(),
    member("delay", &Certification::delay), member("certified", &Certification::certified),
    member("withdrawn", &Certification::withdrawn).called("withdrawn"),
    member("rejected", &Certification::rejected).called("rejected"),
    member("subject", &Certification::subject));

// Every ground but the person; an empty list is not the default.
struct Proxies : Plain<std::vector<Agent>> {
    static void read(RecordReader& in, std::string_view key, std::vector<Agent>& out) {
        if (in.has(key)) {
            out.clear();
            for (const std::size_t place : in.places(key, grounds_of_proxies())) {
                out.push_back(ground_of_proxy(place));
            }
        }
    }
};
struct FunctionStarts : Plain<std::vector<FunctionStart>> {
    static void read(RecordReader& in, std::string_view key, std::vector<FunctionStart>& out) {
        in.object(key, [&](RecordReader& inner) {
            inner.each_day([&](std::string function, const time::Date& from) {
                out.push_back({.function = std::move(function), .from = from});
            });
        });
    }
    static void write(json::Writer& out, std::string_view key, const std::vector<FunctionStart>& starts) {
        out.key(key).start_object();
        for (const FunctionStart& start : starts) {
            value::write(out, start.function, start.from);
        }
        out.end_object();
    }
};
template <>
inline constexpr auto members<InsurerSettings> = std::tuple(
    member("strict", &InsurerSettings::strict),
    member("deemed_care_office", &InsurerSettings::deemed_care_office),
    member("plans_before_start", &InsurerSettings::plans_before_start),
    member("closed_kinds", &InsurerSettings::closed_kinds),
    member("doctor_consent", &InsurerSettings::doctor_consent),
    member("result_delivered", &InsurerSettings::result_delivered),
    member_as<Proxies>("proxies", &InsurerSettings::proxies),
    member("grace_months", &InsurerSettings::grace_months), member("emergency", &InsurerSettings::emergency),
    member("disaster", &InsurerSettings::disaster),
    member("board_without_names", &InsurerSettings::board_without_names));
template <>
inline constexpr auto members<Insurer> = std::tuple(
    member_as<InsurerNumber>("number", &Insurer::number).needed(), member("state", &Insurer::state).needed(),
    member("live_from", &Insurer::live_from), member_as<FunctionStarts>("functions", &Insurer::functions),
    member("settings", &Insurer::settings));

} // namespace renkei::sharing
