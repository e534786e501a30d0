#include "samples.h"

#include "tests/e2e/process.h"
#include "tests/e2e/site.h"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include <fstream>

namespace renkei::soak {
namespace {

using e2e::fixture;
using e2e::with;

constexpr const char* csv = "text/csv;charset=windows-31j";
constexpr std::string_view persons = "00000077"; // what all their numbers begin with: no log may show it

std::string in_utf8(std::string text) {
    const iconv_t converter = iconv_open("UTF-8", "CP932");
    std::string out(text.size() * 3, '\0');
    char* from = text.data();
    char* to = out.data();
    std::size_t left = text.size();
    std::size_t room = out.size();
    EXPECT_NE(iconv(converter, &from, &left, &to, &room), static_cast<std::size_t>(-1));
    iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

bool is_json(const std::string& file) { return file.ends_with(".json"); }

} // namespace

Samples::Samples(const std::filesystem::path& folder) {
    add_form("admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV", "FIX-FULL", "0000001016",
             true);
    add_form("admission/unknown.csv", "FIX-UNKNOWN", "0000002022", true);
    add_form("discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV", "FIX-FULL", "0000001016",
             false);
    for (const char* const form :
         {"nursing_plan", "nursing_report", "nursing_record2", "nursing_info", "opinion"}) {
        const std::string person = form == std::string_view("nursing_report") ? "0000000208" : "0000000109";
        add_form(fmt::format("{}/full.json", form), "FIX-FULL", person, false);
        add_bundle(folder, fmt::format("{}/full.bundle.json", form), person, false);
    }
    add_bundle(folder, "admission/full.bundle.json", "0000001016", true);
    add_bundle(folder, "discharge/full.bundle.json", "0000001016", false);
    const auto manifest = nlohmann::json::parse(fixture("manifest.json"));
    for (const auto& each : manifest.at("cases")) {
        const std::string file = each.at("input");
        if (each.at("verdict") == "refused" && !each.contains("manner") &&
            file.find("broken") != std::string::npos) {
            broken_.push_back(
                {.bytes = fixture(file), .media_type = is_json(file) ? "application/json" : csv});
        }
    }
}

void Samples::add_form(const std::string& file, const std::string& id, const std::string& person,
                       bool travels) {
    const std::string bytes = fixture(file);
    templates_.push_back(
        {{.bytes = bytes, .media_type = is_json(file) ? "application/json" : csv, .travels = travels},
         id,
         person});
    if (!is_json(file)) {
        templates_.push_back(
            {{.bytes = in_utf8(bytes), .media_type = "text/csv;charset=utf-8", .travels = travels},
             id,
             person});
    }
}

void Samples::add_bundle(const std::filesystem::path& folder, const std::string& file,
                         const std::string& person, bool travels) {
    const std::string bytes = fixture(file);
    templates_.push_back(
        {{.bytes = bytes, .media_type = "application/fhir+json", .is_fhir = true, .travels = travels},
         "FIX-FULL",
         person});
    const e2e::Ended made = e2e::run({e2e::renkei(), "convert", std::string(RENKEI_KIT "/") + file, "--to",
                                      "fhir-xml", "-o", (folder / "sample.xml").string()});
    EXPECT_EQ(made.code, 0) << made.err;
    std::ifstream in(folder / "sample.xml", std::ios::binary);
    const std::string xml{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(folder / "sample.xml"); // nothing is overwritten
    templates_.push_back(
        {{.bytes = xml, .media_type = "application/fhir+xml", .is_fhir = true, .travels = travels},
         "FIX-FULL",
         person});
}

Document Samples::filled(const Template& one, Chance& chance) {
    Document out = one.document;
    out.person = any_person(chance);
    out.bytes = with(with(out.bytes, one.id, fmt::format("SOAK-{:07}", next_++)), one.person, out.person);
    return out;
}

Document Samples::fresh(Chance& chance) { return filled(templates_[chance() % templates_.size()], chance); }

Document Samples::broken(Chance& chance) const { return broken_[chance() % broken_.size()]; }

Document Samples::damaged(Chance& chance) {
    Document out = fresh(chance);
    while (out.travels) { // it could not be known whether the hub should have it
        out = fresh(chance);
    }
    switch (chance() % 4) {
    case 0: out.bytes.resize(chance() % out.bytes.size()); break;
    case 1:
        out.bytes.insert(chance() % out.bytes.size(),
                         out.bytes.substr(chance() % out.bytes.size(), chance() % 4000));
        break;
    case 2: out.bytes.erase(chance() % out.bytes.size(), 1 + chance() % 40); break;
    default:
        for (unsigned times = 1 + chance() % 8; times > 0; --times) {
            out.bytes[chance() % out.bytes.size()] = static_cast<char>(chance());
        }
    }
    return out;
}

Document Samples::altered(Document document) const {
    const std::size_t at = document.bytes.find(persons);
    // no other document has it
    document.bytes = with(document.bytes, document.bytes.substr(at, 10), fmt::format("{}99", persons));
    return document;
}

std::string Samples::any_person(Chance& chance) { return fmt::format("{}{:02}", persons, chance() % 90); }

} // namespace renkei::soak
