// What work on a body takes is reserved with the body, whatever the way in.
#include "gateway/core/base/base64.h"
#include "gateway/core/csv/reader.h"
#include "gateway/network/server/work_memory.h"

#include "tests/server_fhir/kit.h"
#include <rapidcheck/gtest.h>

namespace renkei::server::work_memory_test {
namespace {

constexpr std::string_view fhir_type = "application/fhir+json";

// A resource of very many very short values.
std::string many_values() {
    std::string out = R"({"resourceType":"Bundle","type":"document","x":[)";
    for (int i = 0; i < 100'000; ++i) {
        out += "1,";
    }
    return out + "1]}";
}

// Bytes that are reserved after a request with this body.
std::uint64_t reserved(const std::string& path, const std::string& body, std::string_view type) {
    http::MemoryBudget budget({.total = 1U << 30, .per_caller = 1U << 30});
    Site site;
    const http::MemoryShare::ReservationPtr of_body = budget.open("manager", http::MemoryUse::working);
    EXPECT_TRUE(of_body->grow(body.size()));
    site.memory = http::MemoryShare(budget, "manager", of_body);
    (void)site.post(path, body, type);
    return of_body->bytes();
}

TEST(WorkMemory, of_a_body_of_many_values_is_many_times_the_body) {
    const std::string body = many_values();
    ASSERT_GT(work_memory(body), 16 * body.size());
    for (const char* const path :
         {"/fhir/$validate", "/fhir/$convert", "/fhir/Bundle", "/fhir", "/fhir/Patient/$match"}) {
        EXPECT_EQ(reserved(path, body, fhir_type), body.size() + work_memory(body)) << path;
    }
}

TEST(WorkMemory, of_a_usual_form_is_not_counted) {
    const std::string body = documents::admission();
    EXPECT_EQ(work_memory(body), 0U);
    EXPECT_EQ(reserved("/fhir/$convert", body, "text/csv"), body.size());
}

std::string many_forms() {
    std::string out;
    for (int i = 0; i < 100; ++i) {
        out += documents::replaced(documents::admission(), "FIX-FULL", "FIX-" + std::to_string(i));
    }
    return out;
}

TEST(WorkMemory, of_a_file_that_is_wrapped_is_that_of_the_file_besides) {
    const std::string file = many_forms();
    const std::string binary = nlohmann::json{
        {"resourceType", "Binary"},
        {"contentType", "text/csv"},
        {"data",
         base::to_base64(file)}}.dump();
    const std::string parameters =
        R"({"resourceType":"Parameters","parameter":[{"name":"input","resource":)" + binary + "}]}";
    for (const std::string& body : {binary, parameters}) {
        EXPECT_GE(reserved("/fhir/$convert", body, fhir_type), body.size() + work_memory(file));
    }
}

TEST(Rows, are_those_that_the_reader_of_CSV_finds) {
    const std::pair<std::string_view, std::size_t> cases[] = {{"", 0},
                                                              {"\r\n\n\r", 0},
                                                              {"a,b", 1},
                                                              {"a,b\r\n", 1},
                                                              {"a\nb\r\n\r\nc", 3},
                                                              {"\"a\nb\",c\n\"d\"", 2},
                                                              {"\"a\"\"\nb\"\n", 1},
                                                              {"{}\n{}\n", 2},
                                                              {"a\"b\nc\nd\n", 3},
                                                              {"a\"b,\"\nc\nd\n", 3},
                                                              {"\"a\"b\nc\n", 2},
                                                              {"\"a\"b,\"\nc\n", 2},
                                                              {"\xEF\xBB\xBF\"a\nb\"\nc\n", 2},
                                                              {"{\"a\":\"\\\"\"}\n{\"a\":1}\n", 2}};
    for (const auto& [text, expected] : cases) {
        EXPECT_EQ(rows_of(text), expected) << text;
    }
}

// The reader ends at a cut quote; the count of rows is never less than the number that it finds.
RC_GTEST_PROP(Rows, are_never_fewer_than_the_reader_finds, ()) {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r'));
    base::Arena arena;
    csv::Reader reader(bytes, {}, arena);
    csv::Record record;
    std::size_t found = 0;
    for (csv::Next next = reader.next(record); next == csv::Next::record || next == csv::Next::damaged;
         next = reader.next(record)) {
        ++found;
    }
    RC_ASSERT(rows_of(bytes) >= found);
}

TEST(WorkMemory, of_lines_of_a_form_is_that_of_the_documents_made_of_them) {
    const std::string lines = many_forms();
    Site site;
    const Response made = site.post("/fhir/$convert", lines, "text/csv");
    ASSERT_EQ(made.status, 200) << made.body.substr(0, 300);
    EXPECT_GE(work_memory(lines), made.body.size());
}

} // namespace
} // namespace renkei::server::work_memory_test
