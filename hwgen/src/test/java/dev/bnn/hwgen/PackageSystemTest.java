package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackageSystemTest {
  @Test
  void the_system_is_told_by_its_own_name_or_by_that_of_its_family() {
    assertThat(PackageSystem.of("Mac OS X", "")).contains(PackageSystem.HOMEBREW);
    assertThat(PackageSystem.of("Linux", "NAME=\"Debian\"\nID=debian\n"))
        .contains(PackageSystem.DEBIAN);
    assertThat(PackageSystem.of("Linux", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"))
        .contains(PackageSystem.DEBIAN);
    assertThat(PackageSystem.of("Linux", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"))
        .contains(PackageSystem.FEDORA);
    assertThat(PackageSystem.of("Linux", "ID=arch\nVARIANT_ID=debian\n")).isEmpty();
    assertThat(PackageSystem.of("Windows 11", "")).isEmpty();
  }

  @Test
  void every_tool_has_a_package_everywhere() {
    for (ExternalTool tool : ExternalTool.values()) {
      for (PackageSystem system : PackageSystem.values()) {
        assertThat(tool.packageOf(system)).matches("[a-z0-9+-]+( [a-z0-9+-]+)*");
      }
    }
  }
}
