// Measures FHIR JSON -> XML and back over all examples of R4 on one core, against libxml2's reader that only
// walks over the same XML. Never a test.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/writer.h"

#include "tests/xml/package.h"
#include "tools/benchmark/race.h"
#include <libxml/xmlreader.h>

#include <cstdlib>

using namespace renkei;
using benchmark::Contender;

namespace {

struct Pair {
    std::string json;
    std::string xml;
};

[[noreturn]] void stop(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    std::exit(2);
}

std::size_t walk(const std::string& xml) {
    xmlTextReader* const reader = xmlReaderForMemory(xml.data(), static_cast<int>(xml.size()), nullptr,
                                                     nullptr, XML_PARSE_NONET | XML_PARSE_COMPACT);
    std::size_t nodes = 0;
    while (xmlTextReaderRead(reader) == 1) {
        ++nodes;
    }
    xmlFreeTextReader(reader);
    return nodes;
}

std::vector<Pair> all_examples(const std::filesystem::path& package, const definitions::R4Definitions& r4) {
    std::vector<Pair> out;
    json::Parser parser(r4.names());
    json::Tree tree;
    xml::each_json(package, [&](const std::string& name, const std::string& text) {
        Pair& pair = out.emplace_back();
        pair.json = text;
        diag::Report report;
        if (!parser.parse(text, tree) || !xml::write(tree, json::Tree::root, r4, pair.xml, report) ||
            !report.empty()) {
            stop(name + " cannot be written as XML");
        }
    });
    return out;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        stop("usage: renkei_bench_xml R4.DEFS [ROUNDS]");
    }
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 20;
    constexpr std::string_view package = "hl7.fhir.r4.examples-4.0.1.tgz";
    const auto r4 = definitions::R4Definitions::open(argv[1]);
    if (!r4) {
        stop(diag::to_text(r4.error(), diag::Language::english));
    }
    const std::vector<Pair> examples = all_examples(xml::find_package(package), *r4);
    if (examples.empty()) {
        stop(fmt::format("{} is neither in $RENKEI_PACKAGES nor in the cache", package));
    }
    std::size_t bytes = 0;
    for (const Pair& each : examples) {
        bytes += each.xml.size();
    }

    // what one thread keeps
    json::Parser parser(r4->names());
    json::Tree tree;
    xml::Reader reader(*r4);
    xml::Document document;
    std::string out;

    const auto over_all = [&](auto one) {
        return [&examples, one] {
            std::size_t kept = 0;
            for (const Pair& each : examples) {
                kept += one(each);
            }
            return kept;
        };
    };
    std::vector<Contender> contenders{
        {"libxml2: reader walks over the XML", over_all([](const Pair& it) { return walk(it.xml); }), {}},
        {"renkei: XML -> JSON",
         over_all([&](const Pair& it) {
             diag::Report report;
             return reader.read(it.xml, document, report) ? document.json.size() : 0;
         }),
         {}},
        {"renkei: parse JSON -> XML",
         over_all([&](const Pair& it) {
             diag::Report report;
             out.clear();
             (void)parser.parse(it.json, tree);
             (void)xml::write(tree, json::Tree::root, *r4, out, report);
             return out.size();
         }),
         {}},
    };
    fmt::print("{} examples, {} bytes of XML, {} rounds; each row is all of them\n", examples.size(), bytes,
               rounds);
    benchmark::race("FHIR JSON <-> XML (MB/s of XML)", contenders, bytes, rounds, 1);
    return 0;
}
