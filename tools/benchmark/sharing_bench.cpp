// Measures one decision of the sharing matrix, and reading the tables. Never a test.
//   renkei_bench_sharing ACCESS-FOLDER [ROUNDS]
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/state.h"

#include "tools/benchmark/race.h"
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

using namespace renkei;
using benchmark::median;

namespace {

constexpr int decisions = 1'000'000;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// A care manager with two registrations and five consents, the last of which decides.
sharing::State a_busy_state(const sharing::Matrix& matrix) {
    sharing::State out = sharing::plain_state();
    out.kind = "cert.opinion";
    out.reader = matrix.reader("care_manager").value_or(sharing::ActorId());
    out.service_type = "43";
    out.job = "care_manager";
    out.makes_plan = true;
    constexpr base::Millis day = 86'400'000;
    out.at = 20'700 * day; // in September 2026
    for (int i = 0; i < 2; ++i) {
        out.registrations.push_back({.insurer = out.insurer.number,
                                     .office = sharing::own_number(),
                                     .identity = sharing::IdentityCheck{.at = out.at - day},
                                     .from = time::Date{.year = 2026, .month = 8, .day = 1}});
    }
    for (int i = 0; i < 5; ++i) {
        sharing::Consent& consent = out.consents.emplace_back();
        consent.insurer = out.insurer.number;
        consent.given_at = out.at - (10 - i) * day;
        consent.kinds = {"cert.card", "cert.survey", "cert.opinion"};
        consent.receivers = {sharing::other_number(), sharing::own_number()};
    }
    return out;
}

} // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        fmt::print(stderr, "renkei_bench_sharing ACCESS-FOLDER [ROUNDS]\n");
        return 2;
    }
    const int rounds = count > 2 ? std::atoi(arguments[2]) : 9;
    std::vector<double> loading;
    std::vector<double> deciding;
    long allowed = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        const diag::Result<sharing::Matrix> matrix = sharing::Matrix::load(arguments[1]);
        if (!matrix) {
            fmt::print(stderr, "{}\n", diag::to_text(matrix.error(), diag::Language::english));
            return 2;
        }
        loading.push_back(seconds_since(start));
        const sharing::State state = a_busy_state(*matrix);
        sharing::ReadingRequest request = state.request(*matrix);
        const auto first = std::chrono::steady_clock::now();
        for (int i = 0; i < decisions; ++i) {
            request.at += 1; // so that no decision is that of before
            allowed += decide(*matrix, request).allowed() ? 1 : 0;
        }
        deciding.push_back(seconds_since(first) / decisions);
    }
    fmt::print("tables read: {:.2f} ms\n", median(loading) * 1e3);
    fmt::print("one decision: {:.0f} ns (allowed: {} of {})\n", median(deciding) * 1e9, allowed,
               static_cast<long>(decisions) * rounds);
    return 0;
}
