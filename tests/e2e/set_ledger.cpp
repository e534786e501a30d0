#include "set_ledger.h"

#include "site.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::e2e {
namespace {

constexpr int persons = 6;

struct TemplateFile {
    std::string_view mark; // with the month, where the name has one
    std::string_view path;
};
struct SetKind {
    std::string_view key;
    std::string_view ends; // sender and receiver
    std::string_view person;
    std::vector<TemplateFile> files;
    std::string_view deletion_mark;
    std::string_view deletion; // its row, with a place for the person
};

const std::vector<SetKind>& kinds() {
    static const std::vector<SetKind> out{
        {"plan",
         "9970100013_43_9970100047_15",
         "0000001016",
         {{"UP1KYO", "careplan1/UP1KYO_9970100013_43_9970101011_11_20260301091500.CSV"},
          {"UP2KYO", "careplan2/UP2KYO_9970100013_43_9970101011_11_20260301091500.CSV"},
          {"UP3KYO", "careplan3/UP3KYO_9970100013_43_9970101011_11_20260301091500.CSV"},
          {"UPHOSOKU_000000",
           "careplan_supplement/UPHOSOKU_000000_9970100013_43_9970100047_15_20260301091502.CSV"}},
         "DLT1KYO",
         "202407,990010,{},20260115\r\n"},
        {"month",
         "9970100013_43_9970100047_15",
         "0000001016",
         {{"UPPLAN_202602", "careplan6_plan/UPPLAN_202602_9970100013_43_9970100047_15_20260301091500.CSV"},
          {"UPSIKYU_202602", "careplan7/UPSIKYU_202602_9970100013_43_9970100047_15_20260301091500.CSV"},
          {"UPHOSOKU_202602",
           "careplan_supplement/UPHOSOKU_202602_9970100013_43_9970100047_15_20260301091500.CSV"}},
         "DLTPLAN_202602",
         "202407,990010,{},202602\r\n"},
        {"prevention",
         "9970100013_43_9970100047_15",
         "0000003038",
         {{"UPYOBO", "prevention_plan/UPYOBO_9970100013_46_9970100047_A6_20260301091500.CSV"},
          {"UPYOBO_SUB", "prevention_plan_sub/UPYOBO_SUB_9970100013_46_9970100047_A6_20260301091500.CSV"}},
         "DLTYOBO",
         "202407,990010,{},20260120\r\n"},
        {"result",
         "9970100047_15_9970100013_43",
         "0000001016",
         {{"UPJSK_202602", "careplan6_result/UPJSK_202602_9970100047_15_9970100013_43_20260301091500.CSV"}},
         "DLTJSK_202602",
         "202407,990010,{},202602,9970100047,15\r\n"},
    };
    return out;
}

} // namespace

SentSet SetLedger::make(std::size_t kind, int person, bool is_deletion) {
    // sets arrive in another order than that of their stamps
    ++moment_;
    const int at = moment_ * 10 - static_cast<int>(chance_() % 60) * 10 + 2000 + static_cast<int>(kind);
    const SetKind& of = kinds()[kind];
    const std::string number = fmt::format("00000020{:02}", person + 30);
    std::string stamp =
        fmt::format("202603{:02}{:02}{:02}{:02}", 1 + at / 86400, at / 3600 % 24, at / 60 % 60, at % 60);
    const auto is_taken = [&](const SentSet& each) { return each.stamp == stamp; };
    if (std::ranges::any_of(sent_, is_taken)) {
        return make(kind, person, is_deletion);
    }
    SentSet out{.stamp = stamp, .key = fmt::format("{}/{}", of.key, person), .is_deletion = is_deletion};
    if (is_deletion) {
        out.files.push_back({fmt::format("{}_{}_{}.CSV", of.deletion_mark, of.ends, stamp),
                             fmt::format(fmt::runtime(of.deletion), number)});
        return out;
    }
    for (const TemplateFile& each : of.files) {
        out.files.push_back({fmt::format("{}_{}_{}.CSV", each.mark, of.ends, stamp),
                             with(fixture(std::string(each.path)), std::string(of.person), number)});
    }
    return out;
}

std::vector<SentSet> SetLedger::next(int count) {
    std::vector<SentSet> out;
    for (int i = 0; i < count; ++i) {
        out.push_back(
            make(chance_() % kinds().size(), static_cast<int>(chance_() % persons), chance_() % 5 == 0));
        sent_.push_back(out.back());
    }
    return out;
}

std::map<std::string, std::string> SetLedger::in_force() const {
    std::map<std::string, const SentSet*> latest;
    std::map<std::string, const SentSet*> latest_deletion;
    for (const SentSet& each : sent_) {
        const SentSet*& at = latest[each.key];
        at = at == nullptr || at->stamp < each.stamp ? &each : at;
        if (each.is_deletion) {
            const SentSet*& deletion = latest_deletion[each.key];
            deletion = deletion == nullptr || deletion->stamp < each.stamp ? &each : deletion;
        }
    }
    std::map<std::string, std::string> out;
    for (const auto* const all : {&latest, &latest_deletion}) {
        for (const auto& [key, set] : *all) {
            for (const SetFile& file : set->files) {
                out.emplace(file.name, file.bytes);
            }
        }
    }
    return out;
}

const SentSet& SetLedger::set_of(const std::string& stamp) const {
    const auto found = std::ranges::find(sent_, stamp, &SentSet::stamp);
    if (found == sent_.end()) {
        ADD_FAILURE() << stamp << " was never sent";
        return sent_.front();
    }
    return *found;
}

} // namespace renkei::e2e
