// Bodies of several files.
#include "gateway/network/http/multipart.h"

#include <gtest/gtest.h>

namespace renkei::http::multipart_test {
namespace {

Request request(std::string body, std::string type = "multipart/form-data; boundary=\"b o\"") {
    return {.method = "POST", .headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)};
}

const std::string two = "preamble\r\n--b o\r\n"
                        "Content-Disposition: form-data; name=\"file\"; filename=\"A.CSV\"\r\n"
                        "Content-Type: text/csv\r\n\r\n1,2\r\n3,4\r\n\r\n"
                        "--b o\r\n\r\n--b\r\n--b o--\r\n";

TEST(Multipart, is_cut_into_its_files) {
    const auto parts = parts_of(request(two), 10);
    ASSERT_TRUE(parts) << diag::to_text(parts.error().error, diag::Language::english);
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].bytes, "1,2\r\n3,4\r\n");
    EXPECT_EQ((*parts)[0].media_type, "text/csv");
    EXPECT_NE((*parts)[0].disposition.find("A.CSV"), std::string::npos);
    EXPECT_EQ((*parts)[1].media_type, "");
}

TEST(Multipart, of_two_dispositions_neither_counts) {
    const auto parts = parts_of(request("--b o\r\nContent-Disposition: form-data; filename=a\r\n"
                                        "Content-Disposition: form-data; filename=b\r\n\r\nx\r\n--b o--\r\n"),
                                10);
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->front().disposition, "");
    EXPECT_EQ(parts->front().bytes, "x");
}

TEST(Multipart, that_is_cut_off_or_wrong_is_refused) {
    for (const std::string& body : {two.substr(0, two.size() - 6), std::string(), std::string("--b o")}) {
        EXPECT_FALSE(parts_of(request(body), 10)) << body;
    }
    EXPECT_FALSE(parts_of(request(two), 1)) << "more than one";
    for (const char* const type : {"multipart/form-data", "multipart/form-data; boundary=", "multipart/"}) {
        EXPECT_FALSE(parts_of(request(two, type), 10)) << type;
    }
}

} // namespace
} // namespace renkei::http::multipart_test
