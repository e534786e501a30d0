// Who may not see is answered as fast as about what is not there.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/states.h"

#include "tests/documents/inputs.h"
#include "tests/server_records/kit.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <tuple>
#include <vector>

namespace renkei::server::as_fast_test {
namespace {

constexpr std::string_view no_record = "01990000-0000-7000-8000-000000000000";

// The processor time of this thread: what else the machine does is not in it.
std::chrono::nanoseconds spent() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// Of interleaved pairs, so that a slow moment falls on both.
double one_ratio_of_medians(const std::function<void(bool known)>& ask) {
    constexpr std::size_t pairs = 600;
    std::vector<std::chrono::nanoseconds> times[2];
    for (std::size_t i = 0; i < 2 * pairs; ++i) {
        const bool known = i % 2 == 0;
        const std::chrono::nanoseconds begin = spent();
        ask(known);
        times[known ? 1 : 0].push_back(spent() - begin);
    }
    for (auto& each : times) {
        std::ranges::nth_element(each, each.begin() + pairs / 2);
    }
    return static_cast<double>(times[1][pairs / 2].count()) /
           static_cast<double>(times[0][pairs / 2].count());
}

constexpr double most_apart = 1.1;

// A busy machine slows one of two medians now and then: then the median of eleven ratios counts.
double ratio_of_medians(const std::function<void(bool known)>& ask) {
    std::vector<double> ratios{one_ratio_of_medians(ask)};
    if (ratios.front() < most_apart && ratios.front() > 1 / most_apart) {
        return ratios.front();
    }
    while (ratios.size() < 11) {
        ratios.push_back(one_ratio_of_medians(ask));
    }
    std::ranges::sort(ratios);
    return ratios[5];
}

TEST(Everybody_else, is_answered_as_fast_as_if_the_person_were_unknown) {
    RecordsKit kit;
    const Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    for (int i = 0; i < 5; ++i) {
        (void)kit.entered("Consent", consent_of(kit), "town");
        kit.site.clock.pass(1000);
    }
    const std::string application =
        test::must(ledger::enter(kit.store(), ledger::certification_start, kit.subject(),
                                 {.days = {time::day_in_japan(kit.now())}}))
            .id;
    for (const auto& [type, id] : {std::pair<std::string, std::string>("EpisodeOfCare", registration["id"]),
                                   std::pair<std::string, std::string>("Task", application)}) {
        const std::string path = "/fhir/" + type + "/";
        const double searched = ratio_of_medians([&](bool known) {
            (void)kit.search(type, "stranger", known ? RecordsKit::hanako : RecordsKit::taro);
        });
        const double read = ratio_of_medians(
            [&](bool known) { (void)kit.get(path + (known ? id : std::string(no_record)), "stranger"); });
        EXPECT_LT(searched, most_apart) << type;
        EXPECT_GT(searched, 1 / most_apart) << type;
        EXPECT_LT(read, most_apart) << type;
        EXPECT_GT(read, 1 / most_apart) << type;
    }
}

// The newest document stands in for one that is not there, so the one that is asked for is another.
TEST(Everybody_else, is_refused_a_document_as_fast_as_one_that_is_not_there) {
    RecordsKit kit;
    const documents::Receipt taken = kit.site.submit(documents::file("opinion/full.json"), "clinic");
    ASSERT_EQ(taken.refusal, documents::Refusal::none);
    kit.site.clock.pass(1000);
    ASSERT_EQ(kit.site.submit(documents::admission_named("A-2")).refusal, documents::Refusal::none);
    const std::string id = taken.documents.at(0).version.document;
    EXPECT_EQ(kit.get("/documents/" + id, "stranger").status, 404);
    const double read = ratio_of_medians([&](bool known) {
        (void)kit.get("/documents/" + (known ? id : std::string(no_record)), "stranger");
    });
    EXPECT_LT(read, most_apart);
    EXPECT_GT(read, 1 / most_apart);
}

// The manager is its receiver, and it is closed: no insurer registers the office.
TEST(Who_is_closed_out, is_refused_a_change_as_fast_as_of_what_is_not_there) {
    RecordsKit kit;
    test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
        insurer.state = sharing::InsurerState::live;
        insurer.live_from = sharing::test::day("2026-04-01");
        return diag::Result<sharing::Insurer>(insurer);
    }));
    const std::string bytes = documents::file("opinion/full.json");
    const documents::Receipt taken = kit.site.submit(
        documents::Submission{.bytes = bytes, .receivers = {policy::identifier_of({"office", "9970100013"})}},
        "clinic");
    ASSERT_EQ(taken.refusal, documents::Refusal::none);
    kit.site.clock.pass(1000);
    const documents::Receipt other =
        kit.site.submit(documents::Submission{.bytes = documents::replaced(bytes, "0000000109", "0000000208"),
                                              .receivers = {policy::identifier_of({"office", "9970100013"})}},
                        "clinic");
    ASSERT_EQ(other.refusal, documents::Refusal::none) << documents::recorded(other.report);
    const std::string id = taken.documents.at(0).version.document;
    const std::string delivery = kit.site.deliveries("manager").at(0).id;
    for (const auto& [method, path, there] :
         {std::tuple<std::string, std::string, std::string>("DELETE", "/documents/", id),
          {"GET", "/mailbox/", delivery},
          {"DELETE", "/mailbox/", delivery}}) {
        const double asked = ratio_of_medians([&](bool known) {
            (void)kit.send(method, path + (known ? there : std::string(no_record)), "", "manager");
        });
        EXPECT_LT(asked, most_apart) << method << path;
        EXPECT_GT(asked, 1 / most_apart) << method << path;
    }
}

} // namespace
} // namespace renkei::server::as_fast_test
