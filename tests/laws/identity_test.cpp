// A record that goes to FHIR and back is the same.
#include "tests/laws/compare.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <locale>
#include <memory>
#include <set>

namespace renkei::laws::identity_test {
namespace {

TEST(Identity, a_record_comes_back_whole_and_nothing_is_lost) {
    holds([](Lens& lens, record::Record& record, Random&) -> std::string {
        const std::string bundle = lens.fill(record);
        const Matched back = lens.match(bundle);
        if (!back.found || !back.loss.empty()) {
            return "lost:\n" + shown(back.loss);
        }
        return equal(record, back.record) ? ""
                                          : difference(canonical_text(record), canonical_text(back.record));
    });
}

TEST(Identity, a_bundle_of_ours_comes_back_byte_for_byte) {
    holds([](Lens& lens, record::Record& record, Random&) -> std::string {
        const std::string bundle = lens.fill(record);
        Matched back = lens.match(bundle);
        const std::string again = lens.fill(back.record);
        return again == bundle ? "" : difference(bundle, again);
    });
}

// An item that does not come back is named, in one direction or the other.
TEST(Identity, what_a_record_with_holes_loses_is_named) {
    holds(
        [](Lens& lens, record::Record& record, Random&) -> std::string {
            diag::Report loss;
            const std::string bundle = lens.fill(record, loss);
            const Matched back = lens.match(bundle);
            loss.append(back.loss);
            return silent_differences(record, back.record, loss);
        },
        {.filling = Filling::with_holes});
}

struct Commas : std::numpunct<char> { // 1234 as 1.234, 36.5 as 36,5
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

// Sets another locale as long as the object lives.
class Abroad {
public:
    Abroad()
        : locale_(std::locale::global(std::locale(std::locale(), std::make_unique<Commas>().release()))) {
        for (const char* name : {"tr_TR.UTF-8", "de_DE.UTF-8"}) {
            if (std::setlocale(LC_ALL, name) != nullptr) {
                break;
            }
        }
        setenv("TZ", "America/St_Johns", 1);
        tzset();
    }
    Abroad(const Abroad&) = delete;
    Abroad& operator=(const Abroad&) = delete;
    ~Abroad() { // back home
        std::locale::global(locale_);
        std::setlocale(LC_ALL, "C");
        unsetenv("TZ");
        tzset();
    }

private:
    std::locale locale_;
};

TEST(Identity, the_bytes_are_the_same_in_every_locale_and_time_zone) {
    holds(
        [](Lens& lens, record::Record& record, Random&) -> std::string {
            const std::string at_home = lens.fill(record);
            const Abroad abroad;
            Lens other(lens.loaded());
            const std::string there = other.fill(record);
            const Matched back = other.match(there);
            return there != at_home             ? difference(at_home, there)
                   : equal(record, back.record) ? ""
                                                : "read differently";
        },
        {.every = 10});
}

TEST(Identity, every_url_names_one_resource) {
    holds(
        [](Lens& lens, record::Record& record, Random&) -> std::string {
            const std::string bundle = lens.fill(record);
            constexpr std::string_view key = "\"fullUrl\":\"";
            std::set<std::string_view> seen;
            for (std::size_t at = bundle.find(key); at != std::string::npos; at = bundle.find(key, at + 1)) {
                const std::string_view url = std::string_view(bundle).substr(at + key.size(), 45);
                if (!seen.insert(url).second) {
                    return std::string(url) + " stands twice";
                }
            }
            return "";
        },
        {.every = 4});
}

} // namespace
} // namespace renkei::laws::identity_test
