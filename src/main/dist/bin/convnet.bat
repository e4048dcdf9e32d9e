@echo off
rem Finds a JDK that is new enough and starts convnet with it.
rem
rem   JAVA_HOME           the JDK to take, if it is new enough
rem   CONVNET_JAVA_OPTS   options for Java, for instance -Xmx8g

setlocal
set "java="
if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined java for %%J in (java.exe) do if not "%%~$PATH:J"=="" call :try "%%~dp$PATH:J.."
if not defined java for /d %%D in (
  "%ProgramFiles%\Eclipse Adoptium\*"
  "%ProgramFiles%\Java\*"
  "%ProgramFiles%\Microsoft\*"
  "%ProgramFiles%\Zulu\*"
  "%ProgramFiles%\Amazon Corretto\*"
  "%USERPROFILE%\.jdks\*"
) do if not defined java call :try "%%~D"
if not defined java (
  >&2 echo convnet: no Java 25 or newer found: install a JDK ^(https://adoptium.net has one^) or set JAVA_HOME to where one is
  exit /b 1
)

set "young=-XX:NewSize=32m"
set "collector=-XX:+UseSerialGC"
rem Of a variable that is not there, cmd cannot even read the line that looks into it.
if not defined CONVNET_JAVA_OPTS goto run
set "young="
if not "%CONVNET_JAVA_OPTS:-XX:+Use=%"=="%CONVNET_JAVA_OPTS%" set "collector="
:run

"%java%" -XX:MaxRAMPercentage=80 %young% -XX:Tier3DelayOn=1000 %collector% -XX:-UsePerfData ^
  -Xlog:disable -Xlog:all=error:stderr ^
  -Djava.awt.headless=true %CONVNET_JAVA_OPTS% -jar "%~dp0..\lib\convnet.jar" %*
exit /b %ERRORLEVEL%

rem Sets java if the directory %1 holds a JDK whose file "release" says 25 or more.
:try
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
findstr /r /c:"^JAVA_VERSION=.2[5-9]" /c:"^JAVA_VERSION=.[3-9][0-9]" "%~1\release" >nul && set "java=%~1\bin\java.exe"
exit /b
